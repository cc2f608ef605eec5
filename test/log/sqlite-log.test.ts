/** The log in SQLite keeps the contract, on a file of its own for each test. */
import { join } from "node:path"
import { makeSqliteLog } from "../../src/log/sqlite-log.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"
import { eventLogContract } from "./event-log-contract.ts"

eventLogContract("the SQLite log", () => {
  const file = join(temporaryFolder(), "runs.db")
  return { open: makeSqliteLog({ file, mode: "create" }) }
})
