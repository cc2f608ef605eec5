/** Student's t distribution (Student 1908): its tail, and the quantiles that confidence intervals are made of. */
import { incompleteBeta } from "./incomplete-beta.ts"

/** The chance that |T| exceeds t >= 0 with so many degrees of freedom. */
export const studentTwoTails = (t: number, degreesOfFreedom: number): number =>
  incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5)

const HALVINGS = 100

/** Quantiles are asked for again and again with the same degrees of freedom: at every point of a curve. */
const known = new Map<string, number>()

/** The t that |T| stays below with the given chance: 12.706 for 0.95 and one degree of freedom. */
export const studentQuantile = (confidence: number, degreesOfFreedom: number): number => {
  const key = `${confidence} ${degreesOfFreedom}`
  const found = known.get(key)
  if (found !== undefined) return found
  let low = 0
  let high = 1
  while (studentTwoTails(high, degreesOfFreedom) > 1 - confidence) high *= 2
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2
    if (studentTwoTails(middle, degreesOfFreedom) > 1 - confidence) low = middle
    else high = middle
  }
  const quantile = (low + high) / 2
  known.set(key, quantile)
  return quantile
}
