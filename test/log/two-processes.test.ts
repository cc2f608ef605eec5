/** Two processes on one log: one writes, the other is told so and may read; a dead one leaves nothing behind. */
import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Effect, Stream } from "effect"
import { expect, it, onTestFinished } from "vitest"
import { WHOLE } from "../../src/log/event-log.ts"
import { makeSqliteLog } from "../../src/log/sqlite-log.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const PROGRAM = fileURLToPath(new URL("other-process.ts", import.meta.url))

/** A child of which one line of output can be awaited at a time. */
const startOther = (file: string, run: string): { child: ChildProcess; line: () => Promise<string> } => {
  const child = spawn(process.execPath, [PROGRAM, file, run], { stdio: ["pipe", "pipe", "inherit"] })
  onTestFinished(() => void child.kill("SIGKILL"))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, line: async () => String((await lines.next()).value) }
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()))

const register = (file: string): Promise<string> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const log = yield* makeSqliteLog({ file, mode: "create" })
        return (yield* log.register({ name: "shared", at: 0, fingerprint: "" })).run
      })
    )
  )

const withLog = <A, E>(
  file: string,
  mode: "read" | "write",
  use: (log: Effect.Success<ReturnType<typeof makeSqliteLog>>) => Effect.Effect<A, E, never>
): Promise<A> => Effect.runPromise(Effect.scoped(Effect.flatMap(makeSqliteLog({ file, mode }), use)))

it("lets one process write and the other read, and frees the run when the writer is killed", async () => {
  const file = join(temporaryFolder(), "runs.db")
  const run = await register(file)
  const { child, line } = startOther(file, run)
  expect(await line()).toBe("writing after 0")

  const error = await withLog(file, "write", (log) => Effect.flip(Effect.scoped(log.write(run))))
  expect(error._tag).toBe("RunLocked")
  expect(error.message).toContain("is being driven by another process")

  for (const [count, last] of [
    [3, 3],
    [1500, 1503]
  ]) {
    child.stdin?.write(`${count}\n`)
    expect(await line()).toBe(`appended up to ${last}`)
    const [rows, isBeingWritten] = await withLog(file, "read", (log) =>
      Effect.all([Stream.runCollect(log.rows(run, WHOLE)), log.isBeingWritten(run)])
    )
    expect(rows.flat()).toHaveLength(last ?? 0)
    expect(isBeingWritten).toBe(true)
  }

  child.kill("SIGKILL")
  await ended(child)
  const after = await withLog(file, "write", (log) =>
    Effect.andThen(log.isBeingWritten(run), (isBeingWritten) =>
      Effect.scoped(Effect.map(log.write(run), (writer) => [isBeingWritten, writer.head().seq]))
    )
  )
  expect(after).toEqual([false, 1503])
})

it("tells a process that comes second what to do, and it does not write", async () => {
  const file = join(temporaryFolder(), "runs.db")
  const run = await register(file)
  await withLog(file, "write", (log) =>
    Effect.scoped(
      Effect.andThen(
        log.write(run),
        Effect.promise(async () => {
          const { child, line } = startOther(file, run)
          expect(await line()).toContain(`run ${run} is being driven by another process`)
          await ended(child)
        })
      )
    )
  )
})
