/** What people are told that a fitness and a test are, in terminals and on pages. */
import type { Comparison } from "../analysis/compare/comparison.ts"
import type { FitnessMeasure } from "../analysis/fitness-measure.ts"

type Scenario = Comparison["scenarios"][number]

/** “validation” only where the fitness is known to be one. */
export const fitnessName = (measure: FitnessMeasure): string => measure ?? "fitness"

/** The name where “fitness” stands before it already. */
export const fitnessNote = (measure: FitnessMeasure): string => (measure === null ? "" : ` (${measure})`)

export const testName = (measure: Scenario["testMeasure"]): string =>
  measure === "true" ? "accuracy without noise" : "test accuracy"

/** The same as the title of a column. */
export const testTitle = (measure: Scenario["testMeasure"]): string =>
  measure === "true" ? "its true accuracy ± sd" : "its test ± sd"

/** Of which of the final values a test between two arms is. */
export const comparedName = (on: Scenario["tests"][number]["on"], measure: FitnessMeasure): string =>
  on === "validation" ? fitnessName(measure) : on
