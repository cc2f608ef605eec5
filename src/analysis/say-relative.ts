/** The words in which lineages are drawn: an operator with what it changed, a fitness, a gain or a loss. */
import type { Relative } from "./relative.ts"
import { sayChanges } from "./say-change.ts"

const FITNESS_DIGITS = 4

/** "flip bit 4": the operator and what it changed; of a child of two, "crossover of 3 and 7 …". */
export const sayChange = ({ operator, change, parents }: Relative): string =>
  [operator, ...(parents.length > 1 ? [`of ${parents.join(" and ")}`] : []), ...sayChanges(change)].join(" ")

export const sayFitness = ({ fitness }: Relative): string =>
  fitness === null ? "not evaluated" : fitness.toFixed(FITNESS_DIGITS)

/** "+0.0100" or "-0.0100"; empty where there is nothing to compare with. */
export const sayDelta = ({ delta }: Relative): string =>
  delta === null ? "" : `${delta < 0 ? "" : "+"}${delta.toFixed(FITNESS_DIGITS)}`
