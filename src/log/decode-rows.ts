/** Turns pages of stored rows into checked events, or says which row is wrong and how. */
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
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
      if (!decoded.ok) return Effect.fail(corrupt(run, row.seq, decoded.problem))
      events.push(decoded.event)
    }
    return Effect.succeed(events)
  })

/** Folds the events of a page into a state, keeping none of them. */
export const foldRows = <State>(
  run: string,
  rows: readonly StoredEvent[],
  start: State,
  step: (state: State, event: Event) => State
): Effect.Effect<State, LogCorrupt> =>
  Effect.suspend(() => {
    let state = start
    for (const row of rows) {
      const decoded = decodeRow(row)
      if (!decoded.ok) return Effect.fail(corrupt(run, row.seq, decoded.problem))
      state = step(state, decoded.event.event)
    }
    return Effect.succeed(state)
  })

const corrupt = (run: string, seq: number, problem: string): LogCorrupt =>
  new LogCorrupt({
    seq,
    message: `event ${seq} of run ${run} cannot be read: ${problem}; “cambrian verify” says more`
  })
