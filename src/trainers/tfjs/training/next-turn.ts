/**
 * Lets the process do everything else that is due (heartbeats, messages, timers) before going on. Training holds
 * the thread for a step at a time; without this a process would look dead for as long as it trains.
 */
import { Effect } from "effect"

/** A timer that is due fires in the first turn, the fiber it wakes runs in the second, and what that sends leaves in the third. */
const TURNS = 3

export const nextTurn: Effect.Effect<void> = Effect.callback<void>((resume) => {
  let turns = 0
  const turn = (): void => {
    turns++
    if (turns === TURNS) resume(Effect.void)
    else handle = setImmediate(turn)
  }
  let handle = setImmediate(turn)
  return Effect.sync(() => clearImmediate(handle))
})
