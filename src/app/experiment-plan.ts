/**
 * From an experiment to the runs that it is made of, each with its complete config and its name, in the order in
 * which they are run: seed by seed, so that what there is at any moment is as balanced as it can be.
 */
import { Effect } from "effect"
import type { RunConfig } from "../domain/run-config.ts"
import { BadInput } from "./bad-input.ts"
import { applySettings, checkConfig, readSource } from "./config.ts"
import { setPath } from "./config-paths.ts"
import { type Experiment, SEEDS_MAX, type Variant } from "./experiment.ts"

export interface PlanOptions {
  /** Stands at the head of all names of runs. */
  readonly name: string
  readonly seeds: number | undefined
  readonly trainers: number | undefined
  /** `path=value` settings for all runs; they win over scenarios and arms. */
  readonly set: readonly string[]
}

export interface PlannedRun {
  readonly scenario: string
  readonly arm: string
  readonly config: RunConfig
}

export const planExperiment = (
  experiment: Experiment,
  { name, seeds = experiment.seeds, trainers, set }: PlanOptions
): Effect.Effect<readonly PlannedRun[], BadInput> =>
  Effect.gen(function* () {
    if (seeds < 1 || seeds > SEEDS_MAX) {
      return yield* new BadInput({
        message: `--seeds is how many runs each arm gets, from 1 to ${SEEDS_MAX}, and not ${seeds}`
      })
    }
    const base = yield* baseOf(experiment)
    const cells = experiment.scenarios.flatMap((scenario) =>
      experiment.arms.map((arm) => ({ scenario, arm }))
    )
    const configs = yield* Effect.forEach(cells, ({ scenario, arm }) => {
      const varied = applyVariant(applyVariant({ ...base, seed: 1 }, scenario), arm)
      return applySettings({ ...varied, ...(trainers === undefined ? {} : { trainers }) }, set).pipe(
        Effect.flatMap(checkConfig),
        Effect.mapError(
          ({ message }) => new BadInput({ message: `${scenario.label}, ${arm.label}: ${message}` })
        ),
        Effect.map((config) => ({ scenario: scenario.label, arm: arm.label, config }))
      )
    })
    return Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
      configs.map(({ scenario, arm, config }) => ({
        scenario,
        arm,
        config: { ...config, seed, name: `${name}/${scenario}/${arm}/${seed}` }
      }))
    )
  })

const baseOf = ({ base }: Experiment): Effect.Effect<Record<string, unknown>, BadInput> =>
  typeof base.preset === "string" ? readSource(base.preset) : Effect.succeed({ name: "base", ...base })

const applyVariant = (config: Record<string, unknown>, { set }: Variant): Record<string, unknown> =>
  Object.entries(set).reduce((varied, [path, value]) => setPath(varied, path, JSON.stringify(value)), config)
