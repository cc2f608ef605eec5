/** The upper tail of the standard normal distribution. */

/** Beyond it the series needs many terms of either sign, and the continued fraction few. */
const SERIES_MAX = 3
const SERIES_TERMS = 200
const FRACTION_TERMS = 200

/** The chance that a standard normal variable exceeds z. */
export const normalUpperTail = (z: number): number => {
  if (z < 0) return 1 - normalUpperTail(-z)
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  return z < SERIES_MAX ? 0.5 - density * series(z) : density / laplaceFraction(z)
}

/** z + z³/3 + z⁵/(3·5) + …, all terms positive (Marsaglia 2004). */
const series = (z: number): number => {
  let term = z
  let sum = z
  for (let n = 1; n < SERIES_TERMS && term > 0; n++) {
    term *= (z * z) / (2 * n + 1)
    sum += term
  }
  return sum
}

/** z + 1/(z + 2/(z + 3/(z + …))) (Laplace 1805), from the back. */
const laplaceFraction = (z: number): number => {
  let value = z
  for (let n = FRACTION_TERMS; n >= 1; n--) value = z + n / value
  return value
}
