/** Mean and standard deviation of a sample. */

/** NaN for an empty sample. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** With n − 1 in the denominator, as for a sample; undefined for fewer than two values. */
export const standardDeviation = (values: readonly number[]): number | undefined => {
  if (values.length < 2) return undefined
  const centre = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1))
}
