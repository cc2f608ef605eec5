/** The words in which lineages are drawn: an operator with what it changed, a fitness, a gain or a loss. */
import { canonicalJson, type Json } from "../domain/canonical-json.ts"
import type { Relative } from "./relative.ts"

const FITNESS_DIGITS = 4

/** "flip bit 4": the operator and what it changed. */
export const sayChange = ({ operator, change }: Relative): string =>
  [operator, ...Object.entries(change).map(([name, value]) => `${name} ${sayValue(value)}`)].join(" ")

const sayValue = (value: Json): string => (typeof value === "string" ? value : canonicalJson(value))

export const sayFitness = ({ fitness }: Relative): string =>
  fitness === null ? "not evaluated" : fitness.toFixed(FITNESS_DIGITS)

/** "+0.0100" or "-0.0100"; empty where there is nothing to compare with. */
export const sayDelta = ({ delta }: Relative): string =>
  delta === null ? "" : `${delta < 0 ? "" : "+"}${delta.toFixed(FITNESS_DIGITS)}`
