/** What became of a training that did not succeed, in sentences. */
import { Effect } from "effect"
import { EvaluationError } from "../../evaluator.ts"
import type { NamedWeights } from "../weights/named-weights.ts"

const MEMORY_TROUBLE = /memory|OOM|allocat|abort/i

/** Whether it was for want of memory that TensorFlow.js threw this. */
export const isMemoryTrouble = (cause: unknown): boolean => MEMORY_TROUBLE.test(String(cause))

/** `what` failed or ran out of memory, `where`: “training”, “at step 3”. */
export const brokenOff = (what: string, where: string, cause: unknown): EvaluationError => {
  const how = isMemoryTrouble(cause) ? "ran out of memory" : "failed"
  return new EvaluationError({ reason: `${what} ${how} ${where} (${String(cause)})` })
}

const ADVICE = "a lower learningRate or gradientClip may help"

/** The loss was no finite number. */
export const diverged = (loss: number, step: number, steps: number): EvaluationError =>
  new EvaluationError({
    reason: `training diverged: the loss was ${loss} at step ${step + 1} of ${steps}; ${ADVICE}`
  })

const firstUnsound = (weights: NamedWeights): string | undefined => {
  for (const [name, { values }] of weights) if (!values.every(Number.isFinite)) return name
  return undefined
}

/** The last step of all is followed by no loss that would show what it did to the weights. */
export const checkWeights = (
  weights: NamedWeights,
  stepsDone: number
): Effect.Effect<void, EvaluationError> => {
  const name = firstUnsound(weights)
  return name === undefined
    ? Effect.void
    : Effect.fail(
        new EvaluationError({
          reason: `training diverged: not all of ${name} are finite after ${stepsDone} steps; ${ADVICE}`
        })
      )
}
