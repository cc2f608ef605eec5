/**
 * The evaluator that looks results up instead of training: the recorded accuracies of a benchmark, found by the kind
 * of the space. A network that was trained several times has several; an evaluation draws one of them, so that the
 * search meets the noise that real training has. What is recorded beside it never steers.
 */
import { Effect } from "effect"
import { randomStream, type Seed } from "../../domain/random-stream.ts"
import type { SpaceConfig } from "../../spaces/registry.ts"
import { EvaluationError, type Evaluator } from "../evaluator.ts"
import { afterDelay } from "../simulated-delay.ts"
import type { RECORDED_DATASETS, TableConfig } from "./config.ts"
import { nasBench101Results } from "./nas-bench-101.ts"
import { nasBench201Results } from "./nas-bench-201.ts"
import { nasBenchMacroResults } from "./nas-bench-macro.ts"
import type { RecordedResult, RecordedResults } from "./recorded-results.ts"

/** The spaces of which there are recorded results. */
export type TabulatedSpace = Extract<SpaceConfig, { readonly kind: keyof typeof RECORDED_DATASETS }>

/**
 * Measures genomes of the space; each benchmark's file says what else than the fitness. Throws Error, with a sentence,
 * where the packed table is missing or damaged. It has no `test` of its own: the recorded test accuracy comes with
 * every evaluation.
 */
export const makeTableEvaluator = (config: TableConfig, space: TabulatedSpace): Evaluator => {
  const lookUp = recordedResults(config, space)
  return {
    device: "inline",
    evaluate: ({ individual, genome, seed }) => {
      const result = lookUp(genome)
      if (result === undefined) {
        return Effect.fail(
          new EvaluationError({ reason: `the genome of individual ${individual} is no cell of the table` })
        )
      }
      const fitness = drawnAccuracy(result, config.noise, seed)
      return afterDelay(Effect.succeed({ fitness, measures: result.measures }), config.delayMs, seed)
    }
  }
}

const recordedResults = ({ dataset }: TableConfig, space: TabulatedSpace): RecordedResults => {
  switch (space.kind) {
    case "nas-bench-101":
      return nasBench101Results(space)
    case "nas-bench-201":
      return nasBench201Results(dataset)
    case "nas-bench-macro":
      return nasBenchMacroResults()
  }
}

/** One of the recorded accuracies, with noise; 0, without, where the genome makes no network. */
const drawnAccuracy = ({ accuracies }: RecordedResult, noise: number, seed: Seed): number => {
  if (accuracies.length === 0) return 0
  const accuracy = accuracies[randomStream(seed, "table", 0).below(accuracies.length)] ?? 0
  if (noise === 0) return accuracy
  return Math.min(Math.max(accuracy + noise * randomStream(seed, "noise", 0).normal(), 0), 1)
}
