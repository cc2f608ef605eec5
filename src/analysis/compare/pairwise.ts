/** Every arm of a scenario against every other: effect size, significance, and significance corrected for all pairs. */
import { holm } from "../statistics/holm.ts"
import { mannWhitney } from "../statistics/mann-whitney.ts"
import { varghaDelaney } from "../statistics/vargha-delaney.ts"

export interface PairTest {
  readonly a: string
  readonly b: string
  /** Which of the final values were compared. */
  readonly on: "validation" | "test"
  /** The chance that a run of `a` ends higher than a run of `b`. */
  readonly a12: number
  readonly u: number
  /** Two-sided, Mann–Whitney. */
  readonly p: number
  /** Corrected for all pairs of the scenario that are compared on the same values (Holm). */
  readonly pHolm: number
  readonly method: "exact" | "normal"
}

export interface ArmValues {
  readonly label: string
  readonly values: readonly number[]
}

/** Arms with fewer than two runs are left out, since nothing can be said of them. */
export const pairTests = (arms: readonly ArmValues[], on: PairTest["on"]): readonly PairTest[] => {
  const pairs = arms.flatMap((a, index) =>
    arms.slice(index + 1).flatMap((b) => {
      const result = mannWhitney(a.values, b.values)
      const a12 = varghaDelaney(a.values, b.values)
      return result === undefined ? [] : [{ a: a.label, b: b.label, on, a12, ...result }]
    })
  )
  const corrected = holm(pairs.map(({ p }) => p))
  return pairs.map((pair, index) => ({ ...pair, pHolm: corrected[index] ?? 1 }))
}
