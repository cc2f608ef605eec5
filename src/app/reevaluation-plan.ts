/** Which re-evaluation was asked for: of whom, under which config, and with which seeds; or why it cannot be. */
import { existsSync } from "node:fs"
import { Effect } from "effect"
import { type Life, lifeOf } from "../analysis/life.ts"
import { randomStream, type Seed } from "../domain/random-stream.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { configOf } from "../domain/run-state.ts"
import type { EventLogShape, RunEntry } from "../log/event-log.ts"
import { rebuild, WHOLE_LOG } from "../log/rebuild.ts"
import { weightsFile } from "../trainers/tfjs/weights/weights-file.ts"
import { BadInput } from "./bad-input.ts"
import { checkConfig } from "./config.ts"
import { requireFiles } from "./own-files.ts"
import { spaceOf } from "./rules.ts"

/** Seeds that are named, or how many are to be drawn. */
export type WantedSeeds = { readonly named: readonly Seed[] } | { readonly count: number }

export interface ReevaluationPlan {
  readonly entry: RunEntry
  readonly config: RunConfig
  readonly life: Life
  readonly fitness: number
  readonly seeds: readonly Seed[]
}

export const SEEDS_MAX = 1000
const SEED_MAX = 0x7fff_ffff

const bad = (message: string) => Effect.fail(new BadInput({ message }))

export const planReevaluation = Effect.fnUntraced(function* (
  log: EventLogShape,
  entry: RunEntry,
  individual: number,
  wanted: WantedSeeds
) {
  const life = yield* lifeOf(log, entry.run, individual)
  const { fitness } = life
  if (fitness === null) {
    return yield* bad(
      `individual ${individual} of run ${entry.name} has no fitness with which others could be compared; “cambrian show ${entry.name} ${individual}” tells why`
    )
  }
  const config = configOf(yield* rebuild(log, entry.run, WHOLE_LOG))
  const seeds = yield* seedsOf(life, config, wanted)
  yield* checkConfig(config)
  yield* requireFiles(config)
  yield* spaceOf(config)
  yield* requireInherited(log.weightsFolder, life)
  const plan: ReevaluationPlan = { entry, config, life, fitness, seeds }
  return plan
})

/** Those that are drawn are the first of the individual's own stream that it has not been trained with. */
const seedsOf = (
  { individual, reevaluations, trainingSeed }: Life,
  config: RunConfig,
  wanted: WantedSeeds
): Effect.Effect<readonly Seed[], BadInput> => {
  const used = new Set([
    trainingSeed,
    ...reevaluations.flatMap(({ seed, fitness }) => (fitness === null ? [] : [seed]))
  ])
  if ("count" in wanted) {
    if (!(wanted.count >= 1 && wanted.count <= SEEDS_MAX))
      return bad(`--seeds takes a number of seeds from 1 to ${SEEDS_MAX}, and ${wanted.count} is none`)
    for (const { seed } of reevaluations) used.add(seed)
    return Effect.succeed(draw(config.seed, individual, used, wanted.count))
  }
  const { named } = wanted
  const unsound = named.find((seed) => !Number.isSafeInteger(seed) || seed < 1)
  if (unsound !== undefined)
    return bad(`--seed takes a whole number from 1 on below 2^53, and ${unsound} is none`)
  const repeated = named.find((seed, index) => used.has(seed) || named.indexOf(seed) !== index)
  if (repeated !== undefined) {
    return bad(
      `individual ${individual} was trained with seed ${repeated} already, or is asked to be twice, which would count one result double; name other seeds`
    )
  }
  return Effect.succeed(named)
}

const draw = (runSeed: Seed, individual: number, used: Set<Seed>, count: number): readonly Seed[] => {
  const stream = randomStream(runSeed, "reevaluate", individual)
  const seeds: Seed[] = []
  while (seeds.length < count) {
    const seed = 1 + stream.below(SEED_MAX)
    if (!used.has(seed)) seeds.push(seed)
    used.add(seed)
  }
  return seeds
}

/** What the individual began with it begins with again; without that every seed would fail. */
const requireInherited = (
  folder: string | undefined,
  { individual, inherits }: Life
): Effect.Effect<void, BadInput> =>
  Effect.suspend(() =>
    folder === undefined || inherits === null || existsSync(weightsFile(folder, inherits))
      ? Effect.void
      : bad(
          `individual ${individual} began with inherited weights, whose file ${weightsFile(folder, inherits)} is missing; put it back`
        )
  )
