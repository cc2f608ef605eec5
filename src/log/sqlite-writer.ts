/** Appends to one run: a batch is one transaction, checked against the head that the caller expects. */
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
import { AppendFailed, type Head, type LogWriter } from "./event-log.ts"
import { encodeRow, genesis } from "./row.ts"
import { driverProblem, type SqliteDatabase } from "./sqlite-database.ts"

class HeadMoved extends Error {}

/** `start` is the head as it was when the lock was taken. */
export const makeSqliteWriter = (database: SqliteDatabase, run: string, start: Head): LogWriter => {
  const insert = database.prepare<[string, number, string, number, number, number | null, string, string]>(
    "INSERT INTO events (run, seq, kind, version, at, individual, payload, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
  )
  const note = database.prepare<[string, number, string]>(
    "INSERT INTO heads (run, seq, hash) VALUES (?, ?, ?) ON CONFLICT (run) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
  )
  const last = database.prepare<[string], Head>(
    "SELECT seq, hash FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1"
  )
  let head = start

  const commit = database.transaction((events: readonly Event[], at: number): Head => {
    const stored = last.get(run) ?? genesis(run)
    if (stored.seq !== head.seq || stored.hash !== head.hash) throw new HeadMoved()
    let next = head
    for (const event of events) {
      const row = encodeRow(event, at, next)
      insert.run(run, row.seq, row.kind, row.version, row.at, row.individual, row.payload, row.hash)
      next = { seq: row.seq, hash: row.hash }
    }
    note.run(run, next.seq, next.hash)
    return next
  })

  const conflict = (expected: number): AppendFailed =>
    new AppendFailed({
      reason: "conflict",
      message: `run ${run} is not at event ${expected} any more: somebody else has written to its log, so this process stops`
    })

  const append: LogWriter["append"] = (events, { expected, at }) =>
    expected !== head.seq
      ? Effect.fail(conflict(expected))
      : Effect.try({
          try: () => {
            head = commit.immediate(events, at)
            return head
          },
          catch: (error) =>
            error instanceof HeadMoved
              ? conflict(expected)
              : new AppendFailed({
                  reason: "disk",
                  message: `the log could not be written: ${driverProblem(error)}; nothing was lost, the run is at event ${head.seq}`
                })
        })

  return { run, head: () => head, append }
}
