/** The mean of a sample and its confidence interval by Student's t. */
import { mean, standardDeviation } from "./moments.ts"
import { studentQuantile } from "./student-t.ts"

export const CONFIDENCE = 0.95

export interface Band {
  readonly mean: number
  /** Null for fewer than two values: one run says nothing of how far the next would be from it. */
  readonly low: number | null
  readonly high: number | null
}

export const confidenceBand = (values: readonly number[]): Band => {
  const centre = mean(values)
  const deviation = standardDeviation(values)
  if (deviation === undefined) return { mean: centre, low: null, high: null }
  const half = (studentQuantile(CONFIDENCE, values.length - 1) * deviation) / Math.sqrt(values.length)
  return { mean: centre, low: centre - half, high: centre + half }
}
