/**
 * How much of a recorded fitness was luck: where it lies among the fitness values of the same genome with other seeds.
 * A search that keeps the best of many keeps the lucky ones, so of a winner the others are expected to lie below.
 */
import type { Reevaluation } from "./life.ts"
import { mean, standardDeviation } from "./statistics/moments.ts"

export interface Luck {
  /** Other seeds that gave a fitness, and those that failed. */
  readonly n: number
  readonly failed: number
  /** Null where there is none, or of the deviation fewer than two. */
  readonly mean: number | null
  readonly sd: number | null
  /** Of the others, how many lie below the recorded fitness, are equal to it, lie above it. */
  readonly below: number
  readonly equal: number
  readonly above: number
  /** The recorded fitness less the mean, in standard deviations; null where there is no deviation. */
  readonly standardised: number | null
}

export const luckOf = (recorded: number, reevaluations: readonly Reevaluation[]): Luck => {
  const others = reevaluations.flatMap(({ fitness }) => (fitness === null ? [] : [fitness]))
  const centre = others.length === 0 ? null : mean(others)
  const sd = standardDeviation(others) ?? null
  return {
    n: others.length,
    failed: reevaluations.length - others.length,
    mean: centre,
    sd,
    below: others.filter((fitness) => fitness < recorded).length,
    equal: others.filter((fitness) => fitness === recorded).length,
    above: others.filter((fitness) => fitness > recorded).length,
    standardised: centre === null || sd === null || sd === 0 ? null : (recorded - centre) / sd
  }
}
