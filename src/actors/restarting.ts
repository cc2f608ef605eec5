/**
 * Restarting what has crashed: at once almost, then after pauses that double, and not for ever. A life that was calm
 * for a minute wipes the slate: a run of weeks may crash now and then, but nothing may crash over and over.
 */
import { Cause, Clock, Effect, Exit } from "effect"

export interface RestartOptions<E> {
  /** How many crashes in close succession are answered by a restart; the next is handed on. */
  readonly restartsMax: number
  readonly firstPauseMs: number
  readonly isWorthARestart: (cause: Cause.Cause<E>) => boolean
}

const CALM_MS = 60_000

export const restarting = <A, E, R>(
  life: Effect.Effect<A, E, R>,
  { restartsMax, firstPauseMs, isWorthARestart }: RestartOptions<E>
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const mayHelp = (cause: Cause.Cause<E>) => !Cause.hasInterruptsOnly(cause) && isWorthARestart(cause)
    let crashes = 0
    while (true) {
      const startMs = yield* Clock.currentTimeMillis
      const exit = yield* Effect.exit(life)
      if (Exit.isSuccess(exit)) return exit.value
      const wasCalm = (yield* Clock.currentTimeMillis) - startMs >= CALM_MS
      crashes = wasCalm ? 1 : crashes + 1
      if (crashes > restartsMax || !mayHelp(exit.cause)) return yield* Effect.failCause(exit.cause)
      yield* Effect.sleep(firstPauseMs * 2 ** (crashes - 1))
    }
  })
