/** Compares a backend's answers with the references and with those of the pure-JavaScript backend. */
import type { GradientCase } from "../../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import type { Answer } from "./answers.ts"
import { type Effort, slopes } from "./finite-differences.ts"

/** Of the largest true value, or of 1 where all are smaller. */
export const TOLERANCE = 1e-4

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 1)

/** In units of the largest expected value or 1; NaN and values that are missing count as infinite. */
export const difference = (found: ArrayLike<number>, expected: ArrayLike<number>): number => {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  let gap = 0
  for (let index = 0; index < expected.length; index++) {
    const error = Math.abs(found[index]! - expected[index]!)
    if (Number.isNaN(error)) return Number.POSITIVE_INFINITY
    gap = Math.max(gap, error)
  }
  return gap / largest(expected)
}

const slopeError = (
  gradient: Float32Array,
  direction: readonly (readonly [number, number])[],
  slope: number
): number => {
  const found = direction.reduce((sum, [place, amount]) => sum + gradient[place]! * amount, 0)
  const error = Math.abs(found - slope) / (largest(gradient) * Math.sqrt(direction.length))
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
}

/** What is wrong with an answer, each in a few words; nothing where it is right. */
export const complaints = (
  gradientCase: GradientCase,
  answer: Answer,
  effort: Effort,
  oracle?: Answer
): readonly string[] => {
  if (answer.refusal !== undefined) return [`refused: ${answer.refusal}`]
  const found: string[] = []
  const note = (what: string, error: number): void => {
    if (!(error <= TOLERANCE)) found.push(`${what}: ${error.toPrecision(2)}`)
  }
  note("output", difference(answer.output, gradientCase.reference(gradientCase.inputs).values))
  for (const [index, gradient] of answer.gradients.entries()) {
    const worst = slopes(gradientCase, index, effort).map(({ direction, slope }) =>
      slopeError(gradient, direction, slope)
    )
    note(`gradient of input ${index}, by finite differences`, Math.max(0, ...worst))
    if (oracle !== undefined && oracle.refusal === undefined)
      note(`gradient of input ${index}, by plain JavaScript`, difference(gradient, oracle.gradients[index]!))
  }
  return found
}
