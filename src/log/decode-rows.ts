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

/** Folds the events of a page, all those after `after`, into a state, keeping none of them. */
export const foldRows = <State>(
  run: string,
  rows: readonly StoredEvent[],
  { after, start, step }: PageFold<State>
): Effect.Effect<State, LogCorrupt> =>
  Effect.suspend(() => {
    let state = start
    let expected = after
    for (const row of rows) {
      if (row.seq !== ++expected) return Effect.fail(missing(run, expected))
      const decoded = decodeRow(row)
      if (!decoded.ok) return Effect.fail(corrupt(run, row.seq, decoded.problem))
      try {
        state = step(state, decoded.event.event)
      } catch (error) {
        return Effect.fail(impossible(run, row.seq, error))
      }
    }
    return Effect.succeed(state)
  })

export interface PageFold<State> {
  readonly after: number
  readonly start: State
  readonly step: (state: State, event: Event) => State
}

const SAY_MORE = "“cambrian verify” says more"

const corrupt = (run: string, seq: number, problem: string): LogCorrupt =>
  new LogCorrupt({ seq, message: `event ${seq} of run ${run} cannot be read: ${problem}; ${SAY_MORE}` })

const missing = (run: string, seq: number): LogCorrupt =>
  new LogCorrupt({ seq, message: `event ${seq} of run ${run} is missing from its log; ${SAY_MORE}` })

/** A fold refuses only what no history can hold, such as the death of somebody who was never born. */
export const impossible = (run: string, seq: number, error: unknown): LogCorrupt => {
  const problem = error instanceof Error ? error.message : String(error)
  const message = `event ${seq} of run ${run} cannot have followed the events before it: ${problem}; ${SAY_MORE}`
  return new LogCorrupt({ seq, message })
}
