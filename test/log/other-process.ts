/**
 * Another process on a log, for the tests of `two-processes.test.ts`: `node other-process.ts FILE RUN`. It becomes
 * the writer of the run, says so on standard output, and appends what it is told until its input ends:
 * a line `N` appends N births.
 */
import { createInterface } from "node:readline"
import { Effect } from "effect"
import { makeSqliteLog } from "../../src/log/sqlite-log.ts"
import { born } from "../fixtures/events.ts"

const [file = "", run = ""] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const log = yield* makeSqliteLog({ file, mode: "write" })
  const writer = yield* log.write(run)
  console.log(`writing after ${writer.head().seq}`)
  yield* Effect.callback<void>((resume) => {
    const lines = createInterface({ input: process.stdin })
    lines.on("line", (line) => {
      const { seq } = writer.head()
      const births = Array.from({ length: Number(line) }, (_, index) => born(seq + index))
      Effect.runSync(writer.append(births, { expected: seq, at: 0 }))
      console.log(`appended up to ${writer.head().seq}`)
    })
    lines.on("close", () => resume(Effect.void))
  })
})

try {
  await Effect.runPromise(Effect.scoped(program))
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error))
}
