/** A toy search space, a config for it, and its rules: what the tests of replay and analysis evolve. */
import { Effect } from "effect"
import * as z from "zod"
import type { Rules } from "../../src/domain/breeding.ts"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import type { Space } from "../../src/domain/space.ts"
import { EvaluationError, type Evaluator } from "../../src/trainers/evaluator.ts"
import { rulesFor } from "../fixtures/rules.ts"

const LENGTH = 32

const asText = (genome: unknown): string => z.string().parse(genome)

export const toySpace: Space = {
  kind: "toy",
  genome: z.string(),
  random: (stream: RandomStream) => Array.from({ length: LENGTH }, () => stream.below(2)).join(""),
  operators: {
    flip: (genome, stream) => {
      const text = asText(genome)
      const bit = stream.below(text.length)
      const flipped = text[bit] === "1" ? "0" : "1"
      return { genome: text.slice(0, bit) + flipped + text.slice(bit + 1), change: { bit } }
    },
    swap: (genome, stream) => {
      const text = asText(genome)
      const at = stream.below(text.length - 1)
      if (text[at] === text[at + 1]) return undefined
      const swapped = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
      return { genome: swapped, change: { at, now: swapped.slice(at, at + 2) } }
    }
  },
  decisions: {
    options: Array.from({ length: LENGTH }, () => 2),
    toGenome: (decisions) => decisions.join(""),
    toDecisions: (genome) => [...asText(genome)].map(Number)
  },
  describe: String
}

export interface ToySettings {
  readonly seed: number
  readonly cycles: number
  readonly schedule: RunConfig["schedule"]
  readonly trainers: number
  readonly populationSize: number
}

export const toyConfig = ({ seed, cycles, schedule, trainers, populationSize }: ToySettings): RunConfig => ({
  name: "toy",
  seed,
  cycles,
  schedule,
  window: 6,
  trainers,
  space: { kind: "toy" },
  policy: {
    kind: "aging",
    populationSize,
    sampleSize: 3,
    replacement: seed % 2 === 0,
    identityProbability: 0.05
  },
  evaluator: { kind: "synthetic" },
  limits: { failuresMax: 2, lossesMax: 3, leaseMs: 10_000, heartbeatMs: 1000 }
})

export const toyRules = (config: RunConfig): Rules => rulesFor(config, toySpace)

export const rulesOf = (config: RunConfig): Effect.Effect<Rules, { readonly message: string }> =>
  config.space.kind === "toy"
    ? Effect.succeed(toyRules(config))
    : Effect.fail({ message: `this program has no search space “${config.space.kind}”` })

/** The share of ones, and some noise drawn from the training seed. */
export const toyFitness = (genome: unknown, trainingSeed: number): number => {
  const ones = [...asText(genome)].filter((bit) => bit === "1").length
  return ones / LENGTH + 0.02 * randomStream(trainingSeed, "noise", 0).normal()
}

/** Fails for the genomes that begin with five ones. */
export const toyEvaluator: Evaluator = {
  device: "inline",
  evaluate: ({ genome, seed }) =>
    asText(genome).startsWith("11111")
      ? Effect.fail(new EvaluationError({ reason: "it begins with five ones" }))
      : Effect.succeed({ fitness: toyFitness(genome, seed), measures: { ones: toyFitness(genome, seed) } })
}
