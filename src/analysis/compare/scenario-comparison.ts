/**
 * Arms of one scenario side by side: curves, final values, tests between all pairs. All are compared at the same
 * number of models: the one that every run has reached. The best is chosen by validation, never by test.
 */

import { type FitnessMeasure, fitnessMeasure } from "../fitness-measure.ts"
import { mean } from "../statistics/moments.ts"
import { armCurve, type CurvePoint, curveGrid, modelsToReach } from "./arm-curve.ts"
import { type ArmConfig, type ArmRuns, armConfigOf, type ScenarioRuns } from "./grouping.ts"
import { incumbentAt } from "./incumbents.ts"
import { type PairTest, pairTests } from "./pairwise.ts"
import { ParetoFront, type SizedModel } from "./pareto-front.ts"
import { type RunHistory, SIZES, type Size } from "./run-history.ts"
import { type Spread, spreadOf } from "./spread.ts"
import { Thinned } from "./thinned.ts"

export interface RunFigures {
  readonly run: string
  readonly name: string
  readonly seed: number
  readonly status: RunHistory["status"]
  /** How many models it has evaluated in all; the comparison may end earlier. */
  readonly models: number
  readonly cycles: number
  readonly validation: number
  readonly test: number | null
  readonly durationMs: number
}

export interface ArmComparison {
  readonly label: string
  readonly config: ArmConfig | null
  readonly runs: readonly RunFigures[]
  readonly curve: readonly CurvePoint[]
  readonly final: { readonly validation: Spread; readonly test: Spread | null }
  /** How many models it took until the mean reached the scenario's target. */
  readonly modelsToTarget: number | null
  readonly durationMsMean: number
  /** Some of the models of all its runs, and the best of all of them for each size; null where no size is recorded. */
  readonly sizes: { readonly sample: readonly SizedModel[]; readonly front: readonly SizedModel[] } | null
}

export interface ScenarioComparison {
  readonly label: string
  /** At how many models the arms are compared. */
  readonly models: number
  /** Where the weakest arm's mean ends; how soon the others were there says how much sooner they are. */
  readonly target: { readonly fitness: number; readonly arm: string } | null
  /** What is called validation here; null where not every run's fitness is known to be one. */
  readonly fitnessMeasure: FitnessMeasure
  readonly testMeasure: RunHistory["testMeasure"]
  readonly size: Size | null
  readonly arms: readonly ArmComparison[]
  readonly tests: readonly PairTest[]
}

/** Every run must have at least one model. */
export const compareScenario = ({ label, arms }: ScenarioRuns): ScenarioComparison => {
  const all = arms.flatMap(({ histories }) => histories)
  const models = Math.min(...all.map((history) => history.models))
  const grid = curveGrid(models)
  const size = SIZES.find((name) => all.every(({ sizes }) => sizes[name].sample.length > 0)) ?? null
  const compared = arms.map((arm) => compareArm(arm, { models, grid, size }))
  const target = compared
    .map((arm) => ({ fitness: arm.final.validation.mean, arm: arm.label }))
    .reduce<ScenarioComparison["target"]>(
      (lowest, arm) => (lowest === null || arm.fitness < lowest.fitness ? arm : lowest),
      null
    )
  return {
    label,
    models,
    target,
    fitnessMeasure: all.every(({ config }) => fitnessMeasure(config) === "validation") ? "validation" : null,
    testMeasure: compared.every(({ final }) => final.test !== null) ? testMeasureOf(all) : null,
    size,
    arms: compared.map((arm) => ({
      ...arm,
      modelsToTarget: target === null ? null : modelsToReach(arm.curve, target.fitness)
    })),
    tests: [
      ...pairTests(
        compared.map(({ label, final }) => ({ label, values: final.validation.values })),
        "validation"
      ),
      ...pairTests(
        compared.flatMap(({ label, final }) =>
          final.test === null ? [] : [{ label, values: final.test.values }]
        ),
        "test"
      )
    ]
  }
}

/** A test after the search, of real training, is a test accuracy as well. */
const testMeasureOf = (histories: readonly RunHistory[]): RunHistory["testMeasure"] =>
  histories.find(({ testMeasure }) => testMeasure !== null)?.testMeasure ?? "test"

interface Terms {
  readonly models: number
  readonly grid: readonly number[]
  readonly size: Size | null
}

const compareArm = (
  { label, histories }: ArmRuns,
  { models, grid, size }: Terms
): Omit<ArmComparison, "modelsToTarget"> => {
  const runs = histories.flatMap((history) => figuresOf(history, models))
  const tests = runs.flatMap(({ test }) => test ?? [])
  const first = histories[0]
  return {
    label,
    config: first === undefined ? null : armConfigOf(first.config),
    runs,
    curve: armCurve(histories, grid),
    final: {
      validation: spreadOf(runs.map(({ validation }) => validation)),
      test: tests.length === runs.length ? spreadOf(tests) : null
    },
    durationMsMean: mean(runs.map(({ durationMs }) => durationMs)),
    sizes: size === null ? null : sizesOf(histories, size)
  }
}

const figuresOf = (history: RunHistory, models: number): RunFigures[] => {
  const { run, name, status, cycles, durationMs, incumbents, tested } = history
  const best = incumbentAt(incumbents, models)
  if (best === undefined) return []
  // The test after the search belongs to the network that the search has found, not to one on the way.
  const test = best.test ?? (tested?.individual === best.individual ? tested.test : null)
  const { seed } = history.config
  return [
    { run, name, seed, status, models: history.models, cycles, validation: best.fitness, test, durationMs }
  ]
}

const ARM_SAMPLE_MAX = 500

const sizesOf = (histories: readonly RunHistory[], size: Size): ArmComparison["sizes"] => {
  const sample = new Thinned<SizedModel>(ARM_SAMPLE_MAX)
  const front = new ParetoFront()
  for (const { sizes } of histories) {
    for (const model of sizes[size].sample) sample.see(model)
    for (const model of sizes[size].front) front.see(model)
  }
  return { sample: sample.list(), front: front.list() }
}
