/**
 * Checks, at each start of a trainer, that the gradients of everything a network is made of are right: against
 * central finite differences of an independent reference in double precision. TensorFlow.js has had wrong
 * gradients on every backend, and a wrong gradient does not fail: it trains, badly, and the search would choose
 * networks for it.
 */
import { dnaGradientCases } from "./dna-gradient-cases.ts"
import { answerCase, type GradientAnswer, outputWeights } from "./gradient-answers.ts"
import type { GradientCase } from "./gradient-case.ts"
import { gradientCases } from "./gradient-cases.ts"
import type { Grid } from "./reference-operations.ts"

export interface GradientCheck {
  readonly operation: string
  /** The largest difference of an output or a gradient from the reference, in units of the largest true value or 1. */
  readonly error: number
  readonly ok: boolean
  /** What TensorFlow.js said, where it refused to compute at all. */
  readonly refusal?: string
}

/** Single precision leaves errors of about 1e-6 here; a gradient that is wrong in one pixel leaves more than 1e-2. */
export const GRADIENT_TOLERANCE = 1e-4

const STEP = 1e-4

const difference = (found: ArrayLike<number>, expected: ArrayLike<number>): number => {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  let largest = 0
  let scale = 1
  for (let index = 0; index < expected.length; index++) {
    const gap = Math.abs((found[index] ?? 0) - (expected[index] ?? 0))
    // Written so that NaN counts as the largest difference.
    if (!(gap <= largest)) largest = gap
    scale = Math.max(scale, Math.abs(expected[index] ?? 0))
  }
  return Number.isNaN(largest) ? Number.POSITIVE_INFINITY : largest / scale
}

const weightedSum = (values: Float64Array, weights: Float64Array): number =>
  values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0)

/** The gradient of the weighted sum of outputs with respect to input number `index`, by central differences. */
const finiteDifferences = (
  gradientCase: GradientCase,
  index: number,
  weights: Float64Array
): Float64Array => {
  const inputs: Grid[] = gradientCase.inputs.map(({ shape, values }) => ({ shape, values: values.slice() }))
  const values = inputs[index]?.values ?? new Float64Array(0)
  return values.map((value, position) => {
    values[position] = value + STEP
    const above = weightedSum(gradientCase.reference(inputs).values, weights)
    values[position] = value - STEP
    const below = weightedSum(gradientCase.reference(inputs).values, weights)
    values[position] = value
    return (above - below) / (2 * STEP)
  })
}

const errorOf = (
  gradientCase: GradientCase,
  [output = [], ...gradients]: readonly ArrayLike<number>[]
): number => {
  const expected = gradientCase.reference(gradientCase.inputs)
  const weights = outputWeights(expected.values.length)
  const errors = gradients.map((gradient, index) =>
    difference(gradient, finiteDifferences(gradientCase, index, weights))
  )
  return Math.max(difference(output, expected.values), ...errors)
}

/** Compares an answer with the reference. */
export const judgeAnswer = (gradientCase: GradientCase, answer: GradientAnswer): GradientCheck => {
  const { operation } = gradientCase
  if (answer.kind === "refused") {
    // A kernel that is missing or refuses its input is as unusable as one that is wrong.
    return { operation, error: Number.POSITIVE_INFINITY, ok: false, refusal: answer.refusal }
  }
  const error = errorOf(gradientCase, answer.values)
  return { operation, error, ok: error <= GRADIENT_TOLERANCE }
}

/** Every operation that a network may be made of. */
export const allGradientCases = (): readonly GradientCase[] => [...gradientCases(), ...dnaGradientCases()]

/** Checks every operation, or the given ones, on the backend that is set. Takes less than a second on wasm. */
export const runGradientSelfTest = async (
  cases: readonly GradientCase[] = allGradientCases()
): Promise<readonly GradientCheck[]> => {
  const checks: GradientCheck[] = []
  for (const gradientCase of cases) checks.push(judgeAnswer(gradientCase, await answerCase(gradientCase)))
  return checks
}
