/**
 * Pretends that an evaluation takes time, for demonstrations and tests of scheduling. Training times of
 * different networks are skewed with a long tail, so the time is drawn from a log-normal distribution.
 */
import { Effect } from "effect"
import * as z from "zod"
import { randomStream, type Seed } from "../domain/random-stream.ts"

/** `median` in milliseconds; `sigma` is the standard deviation of the logarithm (0: always the median). */
export const simulatedDelay = z.strictObject({
  median: z.number().min(0).max(3_600_000),
  sigma: z.number().min(0).max(3).default(0)
})
export type SimulatedDelay = z.output<typeof simulatedDelay>

/** Longer draws are cut off here: a timer of Node fires at once beyond 2^31 ms. */
const DELAY_MS_MAX = 24 * 3_600_000

/** How long the evaluation of the individual trained with `seed` takes. */
export const delayMs = (delay: SimulatedDelay, seed: Seed): number =>
  Math.min(delay.median * Math.exp(delay.sigma * randomStream(seed, "delay", 0).normal()), DELAY_MS_MAX)

/** The effect, after the individual's delay; the effect itself where no delay is wanted. */
export const afterDelay = <A, E>(
  effect: Effect.Effect<A, E>,
  delay: SimulatedDelay | undefined,
  seed: Seed
): Effect.Effect<A, E> => (delay === undefined ? effect : Effect.delay(effect, delayMs(delay, seed)))
