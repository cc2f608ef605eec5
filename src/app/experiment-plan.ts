/**
 * From an experiment to the runs that it is made of, each with its complete config and its name, in the order in
 * which they are run: seed by seed, so that what there is at any moment is as balanced as it can be.
 */
import { Effect } from "effect"
import type { RunConfig } from "../domain/run-config.ts"
import { BadInput } from "./bad-input.ts"
import { applySetting, applySettings, readSource, readyConfig } from "./config.ts"
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
    const given = set.find((setting) => /^(?:name|seed)=/.test(setting))
    if (given !== undefined) {
      return yield* new BadInput({
        message: `--set ${given} would be overwritten: an experiment gives its runs their names and seeds; use --name and --seeds`
      })
    }
    const base = yield* baseOf(experiment)
    const cells = experiment.scenarios.flatMap((scenario) =>
      experiment.arms.map((arm) => ({ scenario, arm }))
    )
    const nameOf = (scenario: Variant, arm: Variant, seed: number): string =>
      `${name}/${scenario.label}/${arm.label}/${seed}`
    const configs = yield* Effect.forEach(cells, ({ scenario, arm }) => {
      const varied = applyVariant(applyVariant(base, scenario), arm)
      const own = { ...varied, ...(trainers === undefined ? {} : { trainers }) }
      return applySettings(own, set).pipe(
        // The last seed has the longest name, so all are short enough if this one is.
        Effect.flatMap((config) =>
          readyConfig({ ...config, seed: seeds, name: nameOf(scenario, arm, seeds) }, [process.cwd()])
        ),
        Effect.mapError(
          ({ message }) => new BadInput({ message: `${scenario.label}, ${arm.label}: ${message}` })
        ),
        Effect.map((config) => ({ scenario, arm, config }))
      )
    })
    return Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
      configs.map(({ scenario, arm, config }) => ({
        scenario: scenario.label,
        arm: arm.label,
        config: { ...config, seed, name: nameOf(scenario, arm, seed) }
      }))
    )
  })

const baseOf = ({ base }: Experiment): Effect.Effect<Record<string, unknown>, BadInput> =>
  typeof base.preset === "string" ? readSource(base.preset) : Effect.succeed(base)

const applyVariant = (config: Record<string, unknown>, { set }: Variant): Record<string, unknown> =>
  Object.entries(set).reduce(
    (varied, [path, value]) => applySetting(varied, path, JSON.stringify(value)),
    config
  )
