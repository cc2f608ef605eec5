/**
 * The regularised incomplete beta function, of which Student's t distribution is a special case. By its continued
 * fraction (Abramowitz and Stegun 26.5.8), evaluated from the front (Lentz 1976).
 */

/** Lanczos's approximation (1964) with g = 7 and nine terms: about 15 digits for x > 0. */
const LANCZOS_G = 7
const LANCZOS_FIRST = 0.99999999999980993
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7
]

/** The natural logarithm of the gamma function of x > 0. */
export const logGamma = (x: number): number => {
  const shifted = x - 1
  const series = LANCZOS.reduce(
    (sum, coefficient, index) => sum + coefficient / (shifted + index + 1),
    LANCZOS_FIRST
  )
  const base = shifted + LANCZOS_G + 0.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series)
}

const TERMS_MAX = 1000
const PRECISION = 1e-16
/** Stands for a zero in a denominator. */
const TINY = 1e-300

const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value)

/** The numerators of the fraction, an even and an odd one for each m; the very first, 1, stands above all others. */
const numerators = (m: number, x: number, a: number, b: number): readonly [number, number] => [
  m === 0 ? 1 : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
  (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
]

const fraction = (x: number, a: number, b: number): number => {
  let value = TINY
  let above = TINY
  let below = 0
  for (let m = 0; m < TERMS_MAX; m++) {
    let change = 1
    for (const numerator of numerators(m, x, a, b)) {
      below = 1 / awayFromZero(1 + numerator * below)
      above = awayFromZero(1 + numerator / above)
      change = above * below
      value *= change
    }
    if (Math.abs(change - 1) < PRECISION) return value
  }
  return value
}

/** I_x(a, b) for x in [0, 1], a > 0 and b > 0. */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges quickly on this side; the other is its mirror image.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return (front * fraction(x, a, b)) / a
}
