/**
 * The one file that knows better-sqlite3: opens the database of a log, checks that it is ours and not newer
 * than this program, brings it up to date, and turns the driver's errors into sentences.
 */
import { closeSync, existsSync, openSync, readSync } from "node:fs"
import { dirname } from "node:path"
import Database from "better-sqlite3"
import { Effect, type Scope } from "effect"
import { LogUnavailable } from "./event-log.ts"
import { migrate, SCHEMA_VERSION } from "./migrate.ts"

export type SqliteDatabase = Database.Database
export type SqliteStatement = Database.Statement

/** Marks a file as a log of this program ("CAMB"), so that no other database is written to by mistake. */
const APPLICATION_ID = 0x43414d42
const BUSY_TIMEOUT_MS = 10_000

export interface OpenOptions {
  readonly file: string
  /** `create` makes the file where there is none; the others want it to be there. */
  readonly mode: "read" | "write" | "create"
}

/** Opens the database for the length of the scope. Readers never write, not even a schema. */
export const openDatabase = (
  options: OpenOptions
): Effect.Effect<SqliteDatabase, LogUnavailable, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.try({
      try: () => open(options),
      catch: (error) => new LogUnavailable({ message: openProblem(options, error) })
    }),
    (database) => Effect.sync(() => database.close())
  )

class Refused extends Error {}

/** SQLite takes these names for databases that are gone when they are closed. */
const FLEETING = ["", ":memory:"]

const open = ({ file, mode }: OpenOptions): SqliteDatabase => {
  if (FLEETING.includes(file)) {
    throw new Refused(
      `“${file}” is the name of no file, and a log that is not kept would be none; name a file with --db`
    )
  }
  if (mode !== "create" && !existsSync(file)) {
    throw new Refused(
      `there is no log at ${file}; start a run first (“cambrian run toy”), or name another with --db`
    )
  }
  if (!existsSync(dirname(file))) {
    throw new Refused(
      `the folder ${dirname(file)} does not exist, so no log can be kept in it; create it, or name another with --db`
    )
  }
  refuseForeignFile(file)
  const database = new Database(file, { readonly: mode === "read", timeout: BUSY_TIMEOUT_MS })
  try {
    prepare(database, file, mode)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const prepare = (database: SqliteDatabase, file: string, mode: OpenOptions["mode"]): void => {
  const version = Number(database.pragma("user_version", { simple: true }))
  const application = Number(database.pragma("application_id", { simple: true }))
  const tables = Number(database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get())
  if (tables > 0 && application !== APPLICATION_ID) {
    throw new Refused(
      `${file} is a database of another program, so it is left alone; name another file with --db`
    )
  }
  if (version > SCHEMA_VERSION) {
    throw new Refused(
      `${file} was written by a newer Cambrian (its schema is version ${version}, this program knows ${SCHEMA_VERSION}); it is left alone, update Cambrian to open it`
    )
  }
  if (mode === "read") {
    if (version < SCHEMA_VERSION)
      throw new Refused(`${file} holds no finished log yet; start or resume a run in it first`)
    return
  }
  // `synchronous` must be set after `journal_mode`, which would reset it; both are read back since SQLite may decline.
  expectPragma(database, "journal_mode", "WAL", "wal", file)
  expectPragma(database, "synchronous", "FULL", 2, file)
  if (version < SCHEMA_VERSION) {
    database.pragma(`application_id = ${APPLICATION_ID}`)
    migrate(database, version)
  }
}

const expectPragma = (
  database: SqliteDatabase,
  name: string,
  value: string,
  expected: string | number,
  file: string
): void => {
  database.pragma(`${name} = ${value}`)
  const actual = database.pragma(name, { simple: true })
  if (actual !== expected)
    throw new Refused(
      `${file} cannot be opened with ${name} = ${value} (it stays at ${actual}), so nothing written to it would be safe`
    )
}

const SQLITE_HEADER = "SQLite format 3\u0000"

/** A file that is not SQLite's is refused before the driver touches it; an empty or absent one will be made a log. */
const refuseForeignFile = (file: string): void => {
  if (!existsSync(file)) return
  const header = Buffer.alloc(SQLITE_HEADER.length)
  const descriptor = openSync(file, "r")
  const length = readSync(descriptor, header, 0, header.length, 0)
  closeSync(descriptor)
  if (length > 0 && header.toString("latin1") !== SQLITE_HEADER) {
    throw new Refused(`${file} is not a SQLite database, so it is left alone; name another file with --db`)
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

const openProblem = ({ file, mode }: OpenOptions, error: unknown): string => {
  if (error instanceof Refused) return error.message
  return `the log ${file} cannot be opened for ${mode === "read" ? "reading" : "writing"}: ${driverProblem(error)}`
}

/** The driver's errors as people would say them. */
export const driverProblem = (error: unknown): string => {
  const code = codeOf(error)
  const detail = error instanceof Error ? error.message : String(error)
  if (code === "SQLITE_FULL" || code === "ENOSPC")
    return "the disk is full; free some space and resume the run"
  if (code.startsWith("SQLITE_IOERR"))
    return `the disk reported an error or is full (${code}); check it and resume the run`
  if (code.startsWith("SQLITE_READONLY") || code === "EACCES" || code === "EROFS")
    return "the file or its folder is read-only"
  if (code.startsWith("SQLITE_CANTOPEN")) return "the file or its folder is read-only or is no file"
  if (code.startsWith("SQLITE_BUSY"))
    return `another process has kept it locked for ${BUSY_TIMEOUT_MS / 1000} s`
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") return `the file is damaged (${detail})`
  return code === "" ? detail : `${detail} (${code})`
}

/** A bare database used for nothing but its lock; see `run-lock.ts`. */
export const openLockFile = (path: string, mode: "read" | "write"): SqliteDatabase =>
  new Database(path, { readonly: mode === "read", timeout: 0 })
