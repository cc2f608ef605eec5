/**
 * Opening a SQLite log: what must be true of a file before it is written to, and what is said of one that is not.
 * Tests run as root too, for whom permission bits mean nothing: places that cannot be written are a path below a
 * regular file, /proc, and a connection that SQLite itself holds to reading.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { Effect, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { WHOLE } from "../../src/log/event-log.ts"
import { SCHEMA_VERSION } from "../../src/log/migrate.ts"
import { genesis } from "../../src/log/row.ts"
import { openDatabase, type SqliteDatabase } from "../../src/log/sqlite-database.ts"
import { makeSqliteLog } from "../../src/log/sqlite-log.ts"
import { makeSqliteWriter } from "../../src/log/sqlite-writer.ts"
import { born, manyBirths } from "../fixtures/events.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const APPLICATION_ID = 0x43414d42
const MIGRATIONS = new URL("../../migrations/", import.meta.url)

const newFile = (): string => join(temporaryFolder(), "runs.db")

const opened = <A>(file: string, use: (database: SqliteDatabase) => A): Promise<A> =>
  Effect.runPromise(Effect.scoped(Effect.map(openDatabase({ file, mode: "create" }), use)))

const problem = async (file: string, mode: "read" | "write" | "create" = "create"): Promise<string> => {
  const error = await Effect.runPromise(Effect.flip(Effect.scoped(openDatabase({ file, mode }))))
  expect(error._tag).toBe("LogUnavailable")
  return error.message
}

/** Another program's hand on the file. */
const byHand = <A>(file: string, use: (database: Database.Database) => A): A => {
  const database = new Database(file)
  try {
    return use(database)
  } finally {
    database.close()
  }
}

const tablesOf = (file: string): readonly unknown[] =>
  byHand(file, (database) =>
    database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
  )

describe("a log that is opened", () => {
  it("is in WAL mode and waits for the disk at every commit", async () => {
    const pragmas = await opened(newFile(), (database) =>
      ["journal_mode", "synchronous", "application_id", "user_version"].map((name) =>
        database.pragma(name, { simple: true })
      )
    )
    expect(pragmas).toEqual(["wal", 2, APPLICATION_ID, SCHEMA_VERSION])
  })

  it("waits for the disk at every commit when it is opened again", async () => {
    const file = newFile()
    await opened(file, () => undefined)
    expect(await opened(file, (database) => database.pragma("synchronous", { simple: true }))).toBe(2)
  })

  it("may be an empty file", async () => {
    const file = newFile()
    writeFileSync(file, "")
    await opened(file, () => undefined)
    expect(tablesOf(file)).toEqual(["events", "heads", "runs", "snapshots"])
  })
})

describe("migration", () => {
  const names = readdirSync(MIGRATIONS).sort()
  const migrateByHand = (file: string, version: number): void =>
    byHand(file, (database) => {
      database.pragma(`application_id = ${APPLICATION_ID}`)
      for (const name of names.slice(0, version))
        database.exec(readFileSync(new URL(name, MIGRATIONS), "utf8"))
      database.pragma(`user_version = ${version}`)
    })

  it.each(names.map((_, version) => version))(
    "brings version %i up to date and keeps its rows",
    async (version) => {
      const file = newFile()
      migrateByHand(file, version)
      if (version > 0)
        byHand(file, (database) =>
          database.exec("INSERT INTO events VALUES ('r', 1, 'RunStopped', 1, 0, NULL, '{}', 'hash')")
        )
      const rows = await opened(file, (database) => database.prepare("SELECT run FROM events").pluck().all())
      expect(rows).toEqual(version > 0 ? ["r"] : [])
      expect(tablesOf(file)).toEqual(["events", "heads", "runs", "snapshots"])
      expect(byHand(file, (database) => database.pragma("user_version", { simple: true }))).toBe(
        SCHEMA_VERSION
      )
    }
  )

  it("leaves the file as it was when it is interrupted, and can be done again", async () => {
    const file = newFile()
    migrateByHand(file, 0)
    // The last migration fails over a table that is in its way, after all others have done their work.
    byHand(file, (database) => database.exec("CREATE TABLE snapshots (seq INTEGER)"))
    expect(await problem(file)).toContain("table snapshots already exists")
    expect(tablesOf(file)).toEqual(["snapshots"])
    expect(byHand(file, (database) => database.pragma("user_version", { simple: true }))).toBe(0)
    byHand(file, (database) => database.exec("DROP TABLE snapshots"))
    await opened(file, () => undefined)
    expect(tablesOf(file)).toEqual(["events", "heads", "runs", "snapshots"])
  })
})

describe("a file that is not a log of this program is left alone:", () => {
  it("one of a newer Cambrian", async () => {
    const file = newFile()
    await opened(file, (database) => database.pragma("user_version = 99"))
    expect(await problem(file)).toContain("was written by a newer Cambrian (its schema is version 99")
    expect(await problem(file, "read")).toContain("update Cambrian to open it")
  })

  it("another program's database", async () => {
    const file = newFile()
    byHand(file, (database) => database.exec("CREATE TABLE addresses (name TEXT)"))
    const before = readFileSync(file)
    expect(await problem(file)).toContain("is a database of another program")
    expect(readFileSync(file)).toEqual(before)
  })

  it("a text", async () => {
    const file = newFile()
    writeFileSync(file, "This is no database, but it is long enough to be looked at as one.")
    expect(await problem(file)).toContain("is not a SQLite database")
    expect(await problem(file, "read")).toContain("is not a SQLite database")
    expect(readFileSync(file, "utf8")).toContain("This is no database")
  })

  it("a folder", async () => {
    const folder = join(temporaryFolder(), "runs.db")
    mkdirSync(folder)
    expect(await problem(folder)).toContain(folder)
  })
})

describe("a place where no log can be is named, with what to do:", () => {
  it("a folder that does not exist", async () => {
    expect(await problem(join(temporaryFolder(), "missing", "runs.db"))).toMatch(
      /the folder .*missing does not exist.*create it, or name another with --db/
    )
  })

  it("a log to be read that does not exist", async () => {
    expect(await problem(newFile(), "read")).toContain("there is no log at")
  })

  it("a log to be read that nobody has finished making", async () => {
    const file = newFile()
    byHand(file, (database) => database.pragma(`application_id = ${APPLICATION_ID}`))
    expect(await problem(file, "read")).toContain("holds no finished log yet")
  })

  it("a path below a regular file", async () => {
    const file = join(temporaryFolder(), "file")
    writeFileSync(file, "")
    expect(await problem(join(file, "runs.db"))).toContain("cannot be opened for writing")
  })

  it.runIf(process.platform === "linux")("a folder that takes no files, even from root", async () => {
    expect(await problem("/proc/runs.db")).toContain("read-only")
  })
})

describe("a commit that fails leaves nothing half-written", () => {
  const RUN = "00000000"
  const rowsOf = (database: SqliteDatabase): unknown =>
    database.prepare("SELECT count(*) FROM events").pluck().get()

  it("when the disk is full, and goes on when there is room again", async () => {
    const file = newFile()
    await opened(file, async (database) => {
      const writer = makeSqliteWriter(database, RUN, genesis(RUN))
      const first = Effect.runSync(writer.append(manyBirths(5), { expected: 0, at: 0 }))
      // SQLite reports a database at its largest size in the same way as a disk without room.
      const pages = Number(database.pragma("page_count", { simple: true }))
      database.pragma(`max_page_count = ${pages + 2}`)
      const births = Array.from({ length: 500 }, (_, index) => born(5 + index))
      const append = writer.append(births, { expected: first.seq, at: 0 })
      const error = Effect.runSync(Effect.flip(append))
      expect(error.reason).toBe("disk")
      expect(error.message).toContain("the disk is full; free some space and resume the run")
      expect(writer.head()).toEqual(first)
      expect(rowsOf(database)).toBe(6)
      expect(database.prepare("SELECT seq FROM heads").pluck().get()).toBe(6)
      database.pragma("max_page_count = 1000000")
      expect(Effect.runSync(append).seq).toBe(506)
      expect(rowsOf(database)).toBe(506)
    })
  })

  it("when the file can only be read", async () => {
    await opened(newFile(), (database) => {
      const writer = makeSqliteWriter(database, RUN, genesis(RUN))
      database.pragma("query_only = 1")
      const error = Effect.runSync(Effect.flip(writer.append(manyBirths(5), { expected: 0, at: 0 })))
      expect(error.reason).toBe("disk")
      expect(error.message).toContain("read-only")
      database.pragma("query_only = 0")
      expect(rowsOf(database)).toBe(0)
      expect(writer.head()).toEqual(genesis(RUN))
    })
  })

  it("when somebody has written to the run past its lock", async () => {
    const file = newFile()
    await opened(file, (database) => {
      const writer = makeSqliteWriter(database, RUN, genesis(RUN))
      const other = makeSqliteWriter(database, RUN, genesis(RUN))
      Effect.runSync(other.append(manyBirths(1), { expected: 0, at: 0 }))
      const error = Effect.runSync(Effect.flip(writer.append(manyBirths(2), { expected: 0, at: 0 })))
      expect(error.reason).toBe("conflict")
      expect(rowsOf(database)).toBe(2)
    })
  })
})

describe("a row that is not an event", () => {
  it.each([
    [
      "of an unknown kind",
      "UPDATE events SET kind = 'Unheard' WHERE seq = 2",
      "its kind “Unheard” is not known"
    ],
    ["with a broken payload", "UPDATE events SET payload = '{' WHERE seq = 2", "its payload is not JSON"],
    [
      "with another payload",
      "UPDATE events SET payload = '{}' WHERE seq = 2",
      "its payload is no IndividualBorn"
    ]
  ])("%s stops a reader, who says which", async (_, damage, said) => {
    const file = newFile()
    const error = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const log = yield* makeSqliteLog({ file, mode: "create" })
          const { run } = yield* log.register({ name: "damaged", at: 0, fingerprint: "" })
          const writer = yield* log.write(run)
          yield* writer.append(manyBirths(2), { expected: 0, at: 0 })
          byHand(file, (database) => database.exec(damage))
          return yield* Effect.flip(Stream.runCollect(log.read(run, WHOLE)))
        })
      )
    )
    expect(error._tag === "LogCorrupt" && error.seq).toBe(2)
    expect(error.message).toContain(said)
  })
})
