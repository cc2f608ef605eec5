/** Values of one arm's runs, one a run, as figures: mean, deviation, confidence, quartiles. */
import { type Band, confidenceBand } from "../statistics/confidence-band.ts"
import { standardDeviation } from "../statistics/moments.ts"
import { type FiveNumbers, fiveNumbers } from "../statistics/quantile.ts"

export interface Spread extends Band, FiveNumbers {
  readonly n: number
  /** Null for a single run. */
  readonly sd: number | null
  readonly values: readonly number[]
}

export const spreadOf = (values: readonly number[]): Spread => ({
  n: values.length,
  ...confidenceBand(values),
  sd: standardDeviation(values) ?? null,
  ...fiveNumbers(values),
  values
})
