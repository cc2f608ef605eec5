/**
 * The parameters of a large controller do not stand in the log, since they follow from it. A life of the Population
 * that finds them forgotten goes through the log once and learns again what was learnt.
 */
import { Effect } from "effect"
import type { Rules } from "../domain/breeding.ts"
import type { Event } from "../domain/event.ts"
import { evolve } from "../domain/evolve.ts"
import { initialState, type RunState } from "../domain/run-state.ts"
import { type EventLogShape, LogCorrupt, type LogUnavailable } from "../log/event-log.ts"

export const relearn = (
  { log, rules }: { readonly log: EventLogShape; readonly rules: Rules },
  run: string,
  { controller, seq }: RunState
): Effect.Effect<void, LogUnavailable | LogCorrupt> => {
  const { learning } = rules.policy
  if (learning === undefined || learning.remembers(controller)) return Effect.void
  const learn = (state: RunState, event: Event): RunState => {
    if (event.kind === "ControllerUpdated") learning.update(state.controller)
    return evolve(state, event)
  }
  return Effect.gen(function* () {
    yield* log.fold(run, { after: 0, upTo: seq }, initialState(), learn)
    if (learning.remembers(controller)) return
    return yield* new LogCorrupt({
      seq,
      message:
        "what the controller learnt cannot be learnt again to the bit; “cambrian verify” says where it begins to differ"
    })
  })
}
