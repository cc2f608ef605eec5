/** The log in memory keeps the contract; two openings of one store are two processes on one log. */
import { Effect } from "effect"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { eventLogContract } from "./event-log-contract.ts"

eventLogContract("the memory log", () => {
  const store = makeMemoryStore()
  return { open: Effect.sync(() => makeMemoryLog(store)) }
})
