/** Quantiles of a sample, and the five numbers of a box plot. */

/** The `share` quantile of values in ascending order, with linear interpolation (type 7 of Hyndman and Fan 1996). */
export const quantile = (ascending: readonly number[], share: number): number => {
  const position = share * (ascending.length - 1)
  const below = Math.floor(position)
  const low = ascending[below] ?? Number.NaN
  const high = ascending[Math.ceil(position)] ?? Number.NaN
  return low + (position - below) * (high - low)
}

export interface FiveNumbers {
  readonly min: number
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly max: number
}

/** All NaN for an empty sample. */
export const fiveNumbers = (values: readonly number[]): FiveNumbers => {
  const ascending = values.toSorted((a, b) => a - b)
  return {
    min: quantile(ascending, 0),
    lowerQuartile: quantile(ascending, 0.25),
    median: quantile(ascending, 0.5),
    upperQuartile: quantile(ascending, 0.75),
    max: quantile(ascending, 1)
  }
}
