/**
 * Pearson's chi-square test for tests of chance: `chiSquare` measures how far counts lie from what was expected,
 * `CHI_SQUARE_ERROR` is the probability that right code exceeds `chiSquareLimit` for a seed drawn at random.
 * The limit is Wilson and Hilferty's approximation (1931), good to under 1 % here.
 */

export const CHI_SQUARE_ERROR = 1e-6
const NORMAL_QUANTILE = 4.7534

export const chiSquare = (counts: readonly number[], expected: (cell: number) => number): number =>
  counts.reduce((sum, count, cell) => sum + (count - expected(cell)) ** 2 / expected(cell), 0)

export const chiSquareLimit = (degreesOfFreedom: number): number => {
  const part = 2 / (9 * degreesOfFreedom)
  return degreesOfFreedom * (1 - part + NORMAL_QUANTILE * Math.sqrt(part)) ** 3
}
