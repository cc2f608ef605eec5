/** Logs in memory for the tests of analysis: seeded ones, and ones written by hand. */
import { Effect } from "effect"
import type { Event } from "../../src/domain/event.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import type { EventLogShape, RunEntry } from "../../src/log/event-log.ts"
import { type MemoryStore, makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { writeScript } from "../replay/scribe.ts"
import { toyConfig } from "../replay/toy-run.ts"

export interface ScriptedLog {
  readonly log: EventLogShape
  readonly store: MemoryStore
  readonly entry: RunEntry
  readonly run: string
  readonly events: readonly Event[]
}

/** Appends events one by one; event n at the time `atOf(n)`, in milliseconds. */
export const logOf = (events: readonly Event[], atOf: (seq: number) => number): Promise<ScriptedLog> => {
  const store = makeMemoryStore()
  const log = makeMemoryLog(store)
  return Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const entry = yield* log.register({ name: "scripted", at: 0, fingerprint: "scripted" })
        const writer = yield* log.write(entry.run)
        for (const [index, event] of events.entries())
          yield* writer.append([event], { expected: index, at: atOf(index + 1) })
        return { log, store, entry, run: entry.run, events }
      })
    )
  )
}

export const scriptedLog = (seed: number, schedule: RunConfig["schedule"]): Promise<ScriptedLog> => {
  const config = toyConfig({ seed, cycles: 120, schedule, trainers: 4, populationSize: 10 })
  return logOf(writeScript(seed, config).batches.flat(), (seq) => 1000 * seq)
}
