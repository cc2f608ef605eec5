/** Runs one evaluation of a genome with a training seed, as a trainer does, without anybody watching its progress. */
import { Effect } from "effect"
import type { Genome } from "../../src/domain/space.ts"
import type { EvaluationFailure, Evaluator, Measurement } from "../../src/trainers/evaluator.ts"

export const evaluate = (
  evaluator: Evaluator,
  task: { readonly genome: Genome; readonly seed: number }
): Effect.Effect<Measurement, EvaluationFailure> =>
  evaluator.evaluate({ individual: 1, genome: task.genome, seed: task.seed }, () => Effect.void)

/** The same at once, for evaluators that take no time. Throws where the evaluation fails. */
export const evaluateNow = (
  evaluator: Evaluator,
  task: { readonly genome: Genome; readonly seed: number }
): Measurement => Effect.runSync(evaluate(evaluator, task))
