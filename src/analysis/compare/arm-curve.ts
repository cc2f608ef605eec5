/** The line that the papers draw: best so far against the number of models, mean over seeds, with a confidence band. */
import { confidenceBand } from "../statistics/confidence-band.ts"
import { type Incumbent, incumbentAt } from "./incumbents.ts"
import type { RunHistory } from "./run-history.ts"

export interface CurvePoint {
  readonly models: number
  /** Best validation so far. */
  readonly mean: number
  readonly low: number | null
  readonly high: number | null
  /** What the test of that very model is; null where not every run has measured it. */
  readonly testMean: number | null
  readonly testLow: number | null
  readonly testHigh: number | null
}

const POINTS_MAX = 250

/** The numbers of models at which a curve has its points: the same for all runs that are compared. */
export const curveGrid = (models: number): readonly number[] => {
  const points = Math.min(POINTS_MAX, models)
  return Array.from({ length: points }, (_, index) => Math.round(((index + 1) * models) / points))
}

export const armCurve = (histories: readonly RunHistory[], grid: readonly number[]): readonly CurvePoint[] =>
  grid.map((models) => {
    const bests = histories.flatMap(({ incumbents }) => incumbentAt(incumbents, models) ?? [])
    const validation = confidenceBand(bests.map(({ fitness }) => fitness))
    const tests = testsOf(bests)
    const test = tests === undefined ? { mean: null, low: null, high: null } : confidenceBand(tests)
    return { models, ...validation, testMean: test.mean, testLow: test.low, testHigh: test.high }
  })

const testsOf = (bests: readonly Incumbent[]): readonly number[] | undefined => {
  const tests = bests.flatMap(({ test }) => test ?? [])
  return tests.length === bests.length ? tests : undefined
}

/** The first number of models at which the mean has reached a fitness; null where it never does. */
export const modelsToReach = (curve: readonly CurvePoint[], fitness: number): number | null =>
  curve.find(({ mean }) => mean >= fitness)?.models ?? null
