/**
 * The evaluator of the toy problem in the notebook that accompanies Regularized Evolution (Real et al. 2018):
 * the accuracy of a bit string is the share of bits that are set, seen through noise. It costs next to nothing,
 * so the engine itself can be watched and timed; delays and failures can be simulated.
 */
import { Effect } from "effect"
import * as z from "zod"
import { randomStream } from "../domain/random-stream.ts"
import { countOnes } from "../spaces/bits.ts"
import { EvaluationError, type EvaluationTask, type Evaluator, type Measurement } from "./evaluator.ts"
import { isolation } from "./isolation.ts"
import { afterDelay, simulatedDelay } from "./simulated-delay.ts"

/**
 * `noise` is the standard deviation of the noise (the notebook's is 0.01); `failureProbability` the share of
 * evaluations that fail. Both are drawn from the individual's seed, so repeating an evaluation repeats its outcome.
 */
export const syntheticConfig = z.strictObject({
  kind: z.literal("synthetic"),
  noise: z.number().min(0).default(0.01),
  delayMs: simulatedDelay.optional(),
  failureProbability: z.number().min(0).lt(1).default(0),
  isolation: isolation.optional()
})
export type SyntheticConfig = z.output<typeof syntheticConfig>

/** Measures genomes of the space `bits`. Beside the fitness it measures `true`, the accuracy without noise. */
export const makeSyntheticEvaluator = (config: SyntheticConfig): Evaluator => ({
  device: "inline",
  evaluate: (task) => afterDelay(outcome(config, task), config.delayMs, task.seed)
})

const outcome = (
  config: SyntheticConfig,
  task: EvaluationTask
): Effect.Effect<Measurement, EvaluationError> => {
  const { genome, seed } = task
  if (typeof genome !== "string" || genome === "") {
    return Effect.fail(
      new EvaluationError({ reason: `the genome of individual ${task.individual} is no bit string` })
    )
  }
  if (config.failureProbability > 0 && randomStream(seed, "failure", 0).unit() < config.failureProbability) {
    return Effect.fail(new EvaluationError({ reason: "synthetic failure" }))
  }
  const accuracy = countOnes(genome) / genome.length
  const noisy = accuracy + config.noise * randomStream(seed, "noise", 0).normal()
  return Effect.succeed({ fitness: Math.min(Math.max(noisy, 0), 1), measures: { true: accuracy } })
}
