/**
 * The config of a run, as it stands in the run's first event: everything that decides what the run will be.
 * Here it is complete, with every default filled in; presets, files and `--set` are the app's business.
 * The space's and the evaluator's own fields are validated by their registries, which this layer must not know.
 */
import * as z from "zod"

/** Seeds are explicit integers in [1, 2^53). */
export const seedSchema = z
  .int("a seed is a whole number below 2^53")
  .min(1, "a seed is at least 1: TensorFlow.js takes 0 for “no seed”")

const countSchema = (what: string, max: number) =>
  z.int(`${what} is a whole number`).min(1, `${what} is at least 1`).max(max, `${what} is at most ${max}`)

export const POPULATION_SIZE_MAX = 1_000_000
export const TRAINERS_MAX = 4096
export const CYCLES_MAX = 1_000_000_000

/** Aging evolution (Real et al. 2018): tournament of S, the oldest dies. */
export const agingPolicyConfig = z.strictObject({
  kind: z.literal("aging"),
  /** P of the paper. */
  populationSize: countSchema("the population size P", POPULATION_SIZE_MAX),
  /** S of the paper: how many members a tournament draws. */
  sampleSize: countSchema("the sample size S", POPULATION_SIZE_MAX),
  /** Whether a member can be drawn twice into one tournament (paper B: yes). */
  replacement: z.boolean(),
  /** The chance that a child is an unchanged copy of its parent (paper B: 0.05 for cells, none for the toy). */
  identityProbability: z.number().min(0, "a probability is at least 0").max(1, "a probability is at most 1")
})

export const policyConfig = z.discriminatedUnion("kind", [agingPolicyConfig])
export type PolicyConfig = z.output<typeof policyConfig>

export const limitsConfig = z.strictObject({
  /** After so many failed evaluations of its own a genome is infertile. */
  failuresMax: countSchema("limits.failuresMax", 1000),
  /** After so many trainers lost while they evaluated it a genome is infertile as well: it may be what kills them. */
  lossesMax: countSchema("limits.lossesMax", 1000),
  /** A trainer that is silent for so long loses its lease, in milliseconds. */
  leaseMs: countSchema("limits.leaseMs", 86_400_000),
  /** How often a trainer process says that it is alive, in milliseconds. */
  heartbeatMs: countSchema("limits.heartbeatMs", 86_400_000)
})

export const runConfig = z.strictObject({
  name: z.string().min(1, "a name has at least one character").max(100, "a name has at most 100 characters"),
  seed: seedSchema,
  /** C of the paper: how many models are evaluated in all, the first P included. */
  cycles: countSchema("cycles C", CYCLES_MAX),
  schedule: z.enum(["arrival", "deterministic"]),
  /** How many individuals may be on their way at once under the deterministic schedule. */
  window: countSchema("the window", TRAINERS_MAX),
  /** How many evaluations go on at once. */
  trainers: countSchema("the number of trainers", TRAINERS_MAX),
  space: z.looseObject({ kind: z.string() }),
  policy: policyConfig,
  evaluator: z.looseObject({ kind: z.string() }),
  limits: limitsConfig
})
export type RunConfig = z.output<typeof runConfig>
