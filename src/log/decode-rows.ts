/** Turns a page of stored rows into checked events, or says which row is wrong and how. */
import { Effect } from "effect"
import { LogCorrupt, type RecordedEvent } from "./event-log.ts"
import { decodeRow, type StoredEvent } from "./row.ts"

export const decodeRows = (
  run: string,
  rows: readonly StoredEvent[]
): Effect.Effect<readonly RecordedEvent[], LogCorrupt> =>
  Effect.suspend(() => {
    const events: RecordedEvent[] = []
    for (const row of rows) {
      const decoded = decodeRow(row)
      if (!decoded.ok) {
        const message = `event ${row.seq} of run ${run} cannot be read: ${decoded.problem}; “cambrian verify” says more`
        return Effect.fail(new LogCorrupt({ seq: row.seq, message }))
      }
      events.push(decoded.event)
    }
    return Effect.succeed(events)
  })
