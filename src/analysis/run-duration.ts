/**
 * For how long processes worked at a run: the sum over its sessions. A session begins where the run was started or
 * resumed, and ends where it was stopped or finished; one that was killed ends with the last event that it wrote.
 * Re-evaluations are no part of it, whenever they were made.
 */
import { Effect, Stream } from "effect"
import type { EventLogShape, LogCorrupt, LogUnavailable, RecordedEvent } from "../log/event-log.ts"

/** In milliseconds, of the events up to `headSeq`. Reads the events about the run, and one more for each crash. */
export const durationOf = (
  log: EventLogShape,
  run: string,
  headSeq: number
): Effect.Effect<number, LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    const turns = (yield* log.about(run, null)).filter(({ seq }) => seq <= headSeq)
    /** Without an end of its own, a session goes on, or its process was killed: its last event is its end. */
    const endOf = (next: RecordedEvent | undefined): Effect.Effect<number, LogUnavailable | LogCorrupt> => {
      if (next === undefined) return timeOf(log, run, headSeq)
      return begins(next) ? timeOf(log, run, next.seq - 1) : Effect.succeed(next.at)
    }
    let durationMs = 0
    for (const [index, turn] of turns.entries()) {
      // A clock may have been set back meanwhile.
      if (begins(turn)) durationMs += Math.max(0, (yield* endOf(turns[index + 1])) - turn.at)
    }
    return durationMs
  })

const begins = ({ event }: RecordedEvent): boolean =>
  event.kind === "RunStarted" || event.kind === "RunResumed"

const timeOf = (
  log: EventLogShape,
  run: string,
  seq: number
): Effect.Effect<number, LogUnavailable | LogCorrupt> =>
  log.read(run, { after: seq - 1, upTo: seq }).pipe(
    Stream.runCollect,
    Effect.flatMap((pages) => {
      const [recorded] = pages.flat()
      return recorded?.event.kind === "IndividualReevaluated"
        ? timeOf(log, run, seq - 1)
        : Effect.succeed(recorded?.at ?? 0)
    })
  )
