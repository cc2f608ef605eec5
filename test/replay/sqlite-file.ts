/** Logs in files of their own for the tests, and the raw connection with which the tests tamper with them. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Database from "better-sqlite3"
import { Effect } from "effect"
import type { Event } from "../../src/domain/event.ts"
import type { EventLogShape } from "../../src/log/event-log.ts"
import type { EventRow } from "../../src/log/event-row.ts"
import { encodeRow, genesis } from "../../src/log/row.ts"
import { makeSqliteLog } from "../../src/log/sqlite-log.ts"

export interface Folder {
  readonly file: (name: string) => string
  readonly copy: (from: string, name: string) => string
  readonly remove: () => void
}

export const makeFolder = (): Folder => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-test-"))
  const file = (name: string): string => join(folder, name)
  return {
    file,
    copy: (from, name) => {
      copyFileSync(from, file(name))
      return file(name)
    },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

export const withLog = <A, E>(
  file: string,
  mode: "read" | "create",
  use: (log: EventLogShape) => Effect.Effect<A, E>
): Promise<A> => Effect.runPromise(Effect.scoped(Effect.flatMap(makeSqliteLog({ file, mode }), use)))

/** Appends every batch in a transaction of its own, a second apart, and gives the run's id. */
export const appendBatches = (log: EventLogShape, name: string, batches: readonly (readonly Event[])[]) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { run } = yield* log.register({ name, at: 0, fingerprint: name })
      const writer = yield* log.write(run)
      for (const [index, batch] of batches.entries())
        yield* writer.append(batch, { expected: writer.head().seq, at: 1_000_000 + 1000 * index })
      return run
    })
  )

export const tamper = <A>(file: string, change: (database: Database.Database) => A): A => {
  const database = new Database(file)
  try {
    return change(database)
  } finally {
    database.close()
  }
}

export const rowsOf = (file: string, run: string): EventRow[] =>
  tamper(file, (database) =>
    database
      .prepare<[string], EventRow>(
        "SELECT seq, kind, version, at, individual, payload, hash FROM events WHERE run = ? ORDER BY seq"
      )
      .all(run)
  )

/** Writes a run's history anew as if it had always been so: the whole chain and the noted head fit. */
export const forge = (file: string, run: string, events: readonly Event[]): void =>
  tamper(file, (database) => {
    const insert = database.prepare(
      "INSERT INTO events (run, seq, kind, version, at, individual, payload, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    database.transaction(() => {
      database.prepare("DELETE FROM events WHERE run = ?").run(run)
      let head = genesis(run)
      for (const event of events) {
        const row = encodeRow(event, 1_000_000, head)
        insert.run(run, row.seq, row.kind, row.version, row.at, row.individual, row.payload, row.hash)
        head = row
      }
      database.prepare("UPDATE heads SET seq = ?, hash = ? WHERE run = ?").run(head.seq, head.hash, run)
    })()
  })
