/**
 * The exclusive lock of a run's writer. It is SQLite's own lock on a small file beside the log, so the operating
 * system lets go of it when the process dies, however it dies; there is no stale lock to clean up.
 */
import { existsSync, rmSync, statSync } from "node:fs"
import { Effect, Schedule, type Scope } from "effect"
import { LogUnavailable, RunLocked } from "./event-log.ts"
import { driverProblem, openLockFile, type SqliteDatabase } from "./sqlite-database.ts"

/** A reader that looks whether a run is locked holds the file for an instant; a writer tries again for so long. */
const RETRIES = 20
const RETRY_EVERY = "25 millis"

const lockFile = (file: string, run: string): string => `${file}-${run}.lock`

/** The lock was let go, and its file removed, between our opening the file and our locking it. */
class Gone extends Error {}

const busy = (error: unknown): boolean =>
  error instanceof Gone || (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY")

const fileNumber = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino

const acquire = (path: string): SqliteDatabase => {
  const before = fileNumber(path)
  const lock = openLockFile(path, "write")
  try {
    lock.exec("BEGIN EXCLUSIVE")
    // A lock on a file that others can no longer find would lock nobody out.
    const now = fileNumber(path)
    if (now === undefined || (before !== undefined && before !== now)) throw new Gone()
    return lock
  } catch (error) {
    lock.close()
    throw error
  }
}

export const lockRun = (
  file: string,
  run: string
): Effect.Effect<void, RunLocked | LogUnavailable, Scope.Scope> =>
  holdLock(
    lockFile(file, run),
    `run ${run} is being driven by another process; watch it with “cambrian watch ${run}”, or stop that process first`
  )

/** Holds the lock of a path for the length of the scope; `refusal` is what is said where another process holds it. */
export const holdLock = (
  path: string,
  refusal: string
): Effect.Effect<void, RunLocked | LogUnavailable, Scope.Scope> => {
  const taking = Effect.try({
    try: () => acquire(path),
    catch: (error) =>
      busy(error)
        ? new RunLocked({ message: refusal })
        : new LogUnavailable({ message: `the lock file ${path} cannot be made: ${driverProblem(error)}` })
  }).pipe(
    Effect.retry({
      schedule: Schedule.spaced(RETRY_EVERY),
      times: RETRIES,
      while: (error) => error._tag === "RunLocked"
    })
  )
  return Effect.acquireRelease(taking, (lock) =>
    Effect.sync(() => {
      rmSync(path, { force: true })
      lock.close()
    })
  ).pipe(Effect.asVoid)
}

/** Whether a process holds the lock now. */
export const isLocked = (file: string, run: string): Effect.Effect<boolean> =>
  Effect.sync(() => {
    const path = lockFile(file, run)
    if (!existsSync(path)) return false
    try {
      const lock = openLockFile(path, "read")
      try {
        lock.prepare("SELECT count(*) FROM sqlite_schema").get()
        return false
      } finally {
        lock.close()
      }
    } catch (error) {
      return busy(error)
    }
  })
