/**
 * From an individual and what a person asked for to what is trained: the run's own config, with another size and a longer
 * training, checked like the config of any run.
 */
import { Effect } from "effect"
import * as z from "zod"
import { type Life, lifeOf } from "../../analysis/life.ts"
import { contentHash } from "../../domain/canonical-json.ts"
import type { RunConfig } from "../../domain/run-config.ts"
import { seedSchema } from "../../domain/run-config.ts"
import { configOf } from "../../domain/run-state.ts"
import type { EventLogShape } from "../../log/event-log.ts"
import { rebuild, WHOLE_LOG } from "../../log/rebuild.ts"
import { spaceConfig } from "../../spaces/registry.ts"
import { isTrainable } from "../../trainers/registry.ts"
import { tfjsConfigSchema } from "../../trainers/tfjs/config.ts"
import { BadInput } from "../bad-input.ts"
import { applySettings, checkConfig } from "../config.ts"
import type { RetrainRequest } from "./request.ts"

/** All that decides what comes out of a retraining; its hash is what a checkpoint belongs to. */
export const planSchema = z.strictObject({
  run: z.string(),
  name: z.string(),
  individual: z.int().min(0),
  genome: z.json(),
  seed: seedSchema,
  space: spaceConfig,
  evaluator: tfjsConfigSchema,
  /** “all” are all of the training file that are not validated on. */
  examples: z.union([z.int().min(1), z.literal("all")])
})
export type RetrainPlan = z.output<typeof planSchema>

/** Much longer than a search trains; what a good result takes is said in docs/retrain.md. */
const EPOCHS_DEFAULT = 20

/** The run is of no account: the same genome trained in the same way is the same network. */
export const planHash = ({
  run: _run,
  name: _name,
  individual: _individual,
  ...decisive
}: RetrainPlan): string => contentHash(decisive)

const bad = (message: string) => Effect.fail(new BadInput({ message }))

const CHANGEABLE = /^(space|evaluator)\./
const FIXED = /^space\.kind=/

const settingProblem = (set: readonly string[]): string | undefined => {
  const wrong = set.find((setting) => !CHANGEABLE.test(setting) || FIXED.test(setting))
  return wrong === undefined
    ? undefined
    : `--set of retrain changes fields of the space and of the evaluator, such as evaluator.learningRate=0.05, and “${wrong}” is none of them; the genome stays as it was found`
}

const sizeProblem = (config: RunConfig, { cells, filters }: RetrainRequest): string | undefined => {
  const shape =
    spaceConfig.options.find((option) => option.shape.kind.value === config.space.kind)?.shape ?? {}
  if (cells !== undefined && !("cells" in shape))
    return `the networks of the space ${config.space.kind} have no number of cells, so --cells says nothing; leave it out`
  if (filters !== undefined && !("filters" in shape))
    return `the networks of the space ${config.space.kind} have no number of filters of the outer network, so --filters says nothing; leave it out`
  return undefined
}

const defined = (fields: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  )

/** The config of a run that would train as asked. */
const wantedConfig = Effect.fnUntraced(function* (config: RunConfig, request: RetrainRequest) {
  const { cells, filters, epochs = EPOCHS_DEFAULT, set } = request
  const problem = settingProblem(set) ?? sizeProblem(config, request)
  if (problem !== undefined) return yield* bad(problem)
  const isTrained = config.evaluator.kind === "tfjs"
  const longer = isTrained ? { inheritWeights: false, validateEvery: 1, epochs } : {}
  const changed = yield* applySettings(
    {
      ...config,
      space: { ...config.space, ...defined({ cells, filters }) },
      evaluator: { ...config.evaluator, ...longer }
    },
    set
  )
  const checked = yield* checkConfig(isTrained ? changed : withLonger(changed, { validateEvery: 1, epochs }))
  return { space: spaceConfig.parse(checked.space), evaluator: checked.evaluator }
})

/** A run that never trained gets its evaluator by `--set evaluator.kind=tfjs`; only then has it epochs. */
const withLonger = (config: Record<string, unknown>, longer: object): Record<string, unknown> => {
  const { evaluator } = config
  const isTrained =
    typeof evaluator === "object" && evaluator !== null && "kind" in evaluator && evaluator.kind === "tfjs"
  return isTrained ? { ...config, evaluator: { ...longer, ...evaluator } } : config
}

export const planRetraining = Effect.fnUntraced(function* (
  log: EventLogShape,
  individual: number | "best",
  request: RetrainRequest
) {
  const { entry, seed, set } = request
  if (seed !== undefined && !seedSchema.safeParse(seed).success)
    return yield* bad(`--seed takes a whole number from 1 on, below 2^53, and ${seed} is none`)
  const state = yield* rebuild(log, entry.run, WHOLE_LOG)
  if (state.config === null) return yield* bad(`run ${entry.name} never started, so it found nothing`)
  const wanted = individual === "best" ? state.best?.individual : individual
  if (wanted === undefined)
    return yield* bad(`run ${entry.name} has no best individual yet; let it go on first`)
  const life: Life = yield* lifeOf(log, entry.run, wanted)
  const { space, evaluator } = yield* wantedConfig(configOf(state), request)
  if (evaluator.kind !== "tfjs" || !isTrainable(space)) {
    return yield* bad(
      isTrainable(space)
        ? `run ${entry.name} was evaluated by “${evaluator.kind}”, which trains nothing; to train now, add --set evaluator.kind=tfjs and what else the training needs`
        : `genomes of the space ${space.kind} cannot be made networks here, so there is nothing to retrain`
    )
  }
  const isLimited = set.some((setting) => setting.startsWith("evaluator.examples="))
  const trained = tfjsConfigSchema.parse(evaluator)
  const plan = planSchema.parse({
    run: entry.run,
    name: entry.name,
    individual: wanted,
    genome: life.genome,
    seed: seed ?? life.trainingSeed,
    space,
    evaluator: trained,
    examples: isLimited ? trained.examples : "all"
  })
  return plan
})
