/** A program of a test's own, as a line of shell: what an evaluator makes of it. */
import { Effect } from "effect"
import { spaceConfig } from "../../../src/spaces/registry.ts"
import { commandEvaluatorConfig } from "../../../src/trainers/command/config.ts"
import { makeCommandEvaluator } from "../../../src/trainers/command/evaluator.ts"
import type { EvaluationProgress } from "../../../src/trainers/evaluator.ts"

const BITS = spaceConfig.parse({ kind: "bits", length: 4 })

export const TASK = { individual: 3, genome: "0110", seed: 9 }

export const shellEvaluator = (line: string, changes: object = {}, weightsFolder?: string) => {
  const config = commandEvaluatorConfig.parse({ kind: "command", command: ["sh", "-c", line], ...changes })
  return makeCommandEvaluator(config, BITS, { weightsFolder })
}

/** Evaluates the task; `seen` is told of progress. */
export const evaluation = (line: string, changes: object = {}, seen: EvaluationProgress[] = []) =>
  Effect.flatMap(shellEvaluator(line, changes), (evaluator) =>
    evaluator.evaluate(TASK, (progress) => Effect.sync(() => seen.push(progress)))
  )

export const measured = (line: string, changes: object = {}, seen: EvaluationProgress[] = []) =>
  Effect.runPromise(evaluation(line, changes, seen))

export const failure = (line: string, changes: object = {}) =>
  Effect.runPromise(Effect.flip(evaluation(line, changes)))
