/** Appends to one run: a batch is one transaction, checked against the head that the caller expects. */
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
import { AppendFailed, type Head, type LogWriter } from "./event-log.ts"
import type { EventRow } from "./event-row.ts"
import { encodeRow, genesis } from "./row.ts"
import { driverProblem, type SqliteDatabase } from "./sqlite-database.ts"

class HeadMoved extends Error {}

/** Rows put in by one statement: each call into SQLite costs about as much as a tenth of a row. */
const ROWS_A_STATEMENT = 16
const COLUMNS = "(run, seq, kind, version, at, individual, payload, hash)"
const ROW = "(?, ?, ?, ?, ?, ?, ?, ?)"

const insertRows = (database: SqliteDatabase, run: string) => {
  const one = database.prepare(`INSERT INTO events ${COLUMNS} VALUES ${ROW}`)
  const many = database.prepare(
    `INSERT INTO events ${COLUMNS} VALUES ${Array(ROWS_A_STATEMENT).fill(ROW).join(", ")}`
  )
  /** The values of some rows, in one list that is used again and again: the driver copies them when it binds them. */
  const values: unknown[] = []
  const bind = (rows: readonly EventRow[], from: number, count: number): unknown[] => {
    values.length = 0
    for (let index = from; index < from + count; index++) {
      const row = rows[index]
      if (row === undefined) break
      values.push(run, row.seq, row.kind, row.version, row.at, row.individual, row.payload, row.hash)
    }
    return values
  }
  return (rows: readonly EventRow[]): void => {
    let next = 0
    for (; next + ROWS_A_STATEMENT <= rows.length; next += ROWS_A_STATEMENT) {
      many.run(bind(rows, next, ROWS_A_STATEMENT))
    }
    for (; next < rows.length; next++) one.run(bind(rows, next, 1))
  }
}

/** `start` is the head as it was when the lock was taken. */
export const makeSqliteWriter = (database: SqliteDatabase, run: string, start: Head): LogWriter => {
  const insert = insertRows(database, run)
  const note = database.prepare<[string, number, string]>(
    "INSERT INTO heads (run, seq, hash) VALUES (?, ?, ?) ON CONFLICT (run) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
  )
  const last = database.prepare<[string], Head>(
    "SELECT seq, hash FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1"
  )
  let head = start

  const commit = database.transaction((rows: readonly EventRow[]): void => {
    const stored = last.get(run) ?? genesis(run)
    if (stored.seq !== head.seq || stored.hash !== head.hash) throw new HeadMoved()
    insert(rows)
    const { seq, hash } = rows.at(-1) ?? head
    note.run(run, seq, hash)
  })

  const encode = (events: readonly Event[], at: number): readonly EventRow[] => {
    let previous = head
    return events.map((event) => {
      const row = encodeRow(event, at, previous)
      previous = row
      return row
    })
  }

  const write = (events: readonly Event[], at: number): Head => {
    const rows = encode(events, at)
    commit.immediate(rows)
    const { seq, hash } = rows.at(-1) ?? head
    head = { seq, hash }
    return head
  }

  const conflict = (expected: number): AppendFailed =>
    new AppendFailed({
      reason: "conflict",
      message: `run ${run} is not at event ${expected} any more: somebody else has written to its log, so this process stops`
    })

  const diskProblem = (error: unknown): AppendFailed =>
    new AppendFailed({
      reason: "disk",
      message: `the log could not be written: ${driverProblem(error)}; nothing was lost, the run is at event ${head.seq}`
    })

  return {
    run,
    head: () => head,
    append: (events, { expected, at }) =>
      expected !== head.seq
        ? Effect.fail(conflict(expected))
        : Effect.try({
            try: () => write(events, at),
            catch: (error) => (error instanceof HeadMoved ? conflict(expected) : diskProblem(error))
          })
  }
}
