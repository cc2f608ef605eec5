/** Follows a run that another process drives, by folding what its log has grown by; ends when nobody drives it. */
import { Effect, Stream } from "effect"
import { evolve } from "../domain/evolve.ts"
import type { RunState } from "../domain/run-state.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable } from "../log/event-log.ts"
import { rebuild, WHOLE_LOG } from "../log/rebuild.ts"

const LOOK_EVERY = "200 millis"

export const followRun = (
  log: EventLogShape,
  run: string,
  onState: (state: RunState) => void
): Effect.Effect<void, LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    const state = yield* rebuild(log, run, WHOLE_LOG)
    onState(state)
    let driven = true
    while (driven) {
      yield* Effect.sleep(LOOK_EVERY)
      // Asked before the read: whatever the driver wrote before it ended is then read as well.
      driven = yield* log.isBeingWritten(run)
      yield* log.read(run, { after: state.seq, upTo: Number.MAX_SAFE_INTEGER }).pipe(
        Stream.runForEach((page) =>
          Effect.sync(() => {
            for (const { event } of page) evolve(state, event)
          })
        )
      )
      onState(state)
    }
  })
