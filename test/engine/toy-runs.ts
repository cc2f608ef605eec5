/**
 * Runs of the preset `toy` through the whole engine, actors and log included, and their statistics. With one
 * trainer the engine is exactly the sequential loop of the paper (Real et al. 2018, §3).
 */
import { Effect } from "effect"
import { mean, standardDeviation } from "../../src/analysis/statistics/moments.ts"
import { resolveConfig } from "../../src/app/config.ts"
import { registerRun, startRun } from "../../src/app/runs.ts"
import type { EventLogShape } from "../../src/log/event-log.ts"

export interface ToyRun {
  readonly log: EventLogShape
  readonly seed: number
  readonly set: readonly string[]
}

/** The noisy accuracies of all models of a run, in the order in which they were evaluated. */
export const toyHistory = ({ log, seed, set }: ToyRun): Promise<readonly number[]> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const wanted = yield* resolveConfig({ source: "toy", set, overrides: { seed, trainers: 1 } })
      const { entry, config } = yield* registerRun(log, wanted, { nameIsChosen: false })
      const history: number[] = []
      yield* startRun(log, entry.run, config, {
        onEvents: (events) => {
          for (const { event } of events) if (event.kind === "EvaluationRecorded") history.push(event.fitness)
        }
      })
      return history
    })
  )

export const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)

/** The standard deviation of two values or more, estimated from them. */
export const deviation = (values: readonly number[]): number => standardDeviation(values) ?? Number.NaN

export const bestOf = (history: readonly number[]): number => Math.max(...history)

const LATEST = 50

/** The mean of the latest 50 when `models` had been evaluated. */
export const latestMean = (history: readonly number[], models: number): number =>
  mean(history.slice(models - LATEST, models))

const EXPECTED_RUNS = 20_000
const EXPECTED_ROUNDING = 0.0005

/**
 * How far the mean of our runs may be from a mean of the table: z standard errors of the difference, both sides
 * having the deviation that we see, and the table's rounding on top.
 */
export const tolerance = (values: readonly number[], z: number): number => {
  const ours = deviation(values) / Math.sqrt(values.length)
  const theirs = deviation(values) / Math.sqrt(EXPECTED_RUNS)
  return z * Math.hypot(ours, theirs) + EXPECTED_ROUNDING
}
