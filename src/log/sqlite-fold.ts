/**
 * Folds a range of a run's events. A page whose payloads are all of the present version and plainly right is read as
 * payloads alone, which is as fast as reading can be; any other page is read row by row, with care and with words.
 */
import { Effect } from "effect"
import { EVENT_VERSION, type Event } from "../domain/event.ts"
import { foldRows, impossible, type PageFold } from "./decode-rows.ts"
import { type EventLogShape, type LogCorrupt, LogUnavailable, type Range } from "./event-log.ts"
import { plainEvent, type StoredEvent } from "./row.ts"
import { driverProblem, type SqliteDatabase } from "./sqlite-database.ts"

const PAGE_ROWS = 1000

export const makeSqliteFold = (database: SqliteDatabase): EventLogShape["fold"] => {
  const last = database.prepare<[string], number>("SELECT max(seq) FROM events WHERE run = ?").pluck()
  const payloads = database
    .prepare<[string, number, number, number], string>(
      "SELECT payload FROM events WHERE run = ? AND seq > ? AND seq <= ? AND version = ? ORDER BY seq"
    )
    .pluck()
  const rows = database.prepare<[string, number, number], StoredEvent>(
    "SELECT seq, kind, version, at, payload FROM events WHERE run = ? AND seq > ? AND seq <= ? ORDER BY seq"
  )

  /** All events of a page, or undefined where one is missing or needs care. */
  const plainPage = (run: string, { after, upTo }: Range): readonly Event[] | undefined => {
    const events: Event[] = []
    for (const text of payloads.all(run, after, upTo, EVENT_VERSION)) {
      const event = plainEvent(text)
      if (event === undefined) return undefined
      events.push(event)
    }
    return events.length === upTo - after ? events : undefined
  }

  return (run, { after, upTo }, start, step) =>
    Effect.gen(function* () {
      const end = Math.min(upTo, yield* attempt(run, () => last.get(run) ?? 0))
      let state = start
      for (let from = after; from < end; from += PAGE_ROWS) {
        const page = { after: from, upTo: Math.min(end, from + PAGE_ROWS) }
        const events = yield* attempt(run, () => plainPage(run, page))
        if (events === undefined) {
          const careful = yield* attempt(run, () => rows.all(run, page.after, page.upTo))
          state = yield* foldRows(run, careful, { after: from, start: state, step })
        } else state = yield* foldPlain(run, events, { after: from, start: state, step })
        // A long fold must not keep heartbeats and Ctrl-C waiting.
        yield* Effect.yieldNow
      }
      return state
    })
}

/** The same as `foldRows`, for events that were checked as they were read. */
const foldPlain = <State>(
  run: string,
  events: readonly Event[],
  { after, start, step }: PageFold<State>
): Effect.Effect<State, LogCorrupt> =>
  Effect.suspend(() => {
    let state = start
    let seq = after
    try {
      for (const event of events) {
        seq++
        state = step(state, event)
      }
    } catch (error) {
      return Effect.fail(impossible(run, seq, error))
    }
    return Effect.succeed(state)
  })

const attempt = <A>(run: string, query: () => A): Effect.Effect<A, LogUnavailable> =>
  Effect.try({
    try: query,
    catch: (error) => new LogUnavailable({ message: `reading run ${run} failed: ${driverProblem(error)}` })
  })
