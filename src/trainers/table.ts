/**
 * The evaluator that looks results up instead of training: the recorded accuracies of NAS-Bench-201. Every cell
 * was trained with two or three seeds, and an evaluation draws one of them, so that the search meets the noise
 * that real training has. The test accuracy is recorded beside it and never steers.
 */
import { Effect } from "effect"
import * as z from "zod"
import { nasBench201Table } from "../datasets/nas-bench-201.ts"
import { randomStream } from "../domain/random-stream.ts"
import { EvaluationError, type Evaluator } from "./evaluator.ts"
import { isolation } from "./isolation.ts"
import { afterDelay, simulatedDelay } from "./simulated-delay.ts"

export const tableConfig = z.strictObject({
  kind: z.literal("table"),
  dataset: z.enum(["cifar10", "cifar100", "imagenet16-120"]),
  delayMs: simulatedDelay.optional(),
  isolation: isolation.optional()
})
export type TableConfig = z.output<typeof tableConfig>

/**
 * Measures genomes of the space `nas-bench-201`: `test` and `validationMean` (means over the cell's training
 * seeds, in [0, 1]), `parameters` and `flops`. Throws Error, with a sentence, where the packed table is missing
 * or damaged. It has no `test` of its own: the recorded test accuracy comes with every evaluation.
 */
export const makeTableEvaluator = (config: TableConfig): Evaluator => {
  const lookUp = nasBench201Table(config.dataset)
  return {
    device: "inline",
    evaluate: ({ individual, genome, seed }) => {
      const cell = typeof genome === "string" ? lookUp(genome) : undefined
      if (cell === undefined) {
        return Effect.fail(
          new EvaluationError({ reason: `the genome of individual ${individual} is no cell of the table` })
        )
      }
      const drawn = randomStream(seed, "table", 0).below(cell.validation.length)
      const { test, validationMean, parameters, flops } = cell
      const fitness = cell.validation[drawn] ?? validationMean
      return afterDelay(
        Effect.succeed({ fitness, measures: { test, validationMean, parameters, flops } }),
        config.delayMs,
        seed
      )
    }
  }
}
