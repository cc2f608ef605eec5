/**
 * Lets the process do everything else that is due (heartbeats, messages, timers) before going on. Training holds
 * the thread for a step at a time; without this a process would look dead for as long as it trains.
 */
import { Effect } from "effect"

export const nextTurn: Effect.Effect<void> = Effect.callback<void>((resume) => {
  const handle = setImmediate(() => resume(Effect.void))
  return Effect.sync(() => clearImmediate(handle))
})
