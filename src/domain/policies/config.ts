/**
 * The configs of all policies, with the papers' values where a field is left out. A run's first event records
 * them complete. P and S are the papers' names; where sources differ (NAS-Bench-101 samples without replacement
 * in its notebook, kills the worst of all in its paper) both are options, and Real et al. 2018 is the default.
 */
import * as z from "zod"
import { countSchema, probability } from "./fields.ts"

export const POPULATION_SIZE_MAX = 1_000_000

const populationSize = countSchema("the population size P", POPULATION_SIZE_MAX).default(100)

/** Breeding by tournament, shared by the evolutions of 2018. */
const breeding = {
  /** P of the paper. */
  populationSize,
  /** S of the paper: how many members a tournament draws. */
  sampleSize: countSchema("the sample size S", POPULATION_SIZE_MAX).default(25),
  /** Whether a member can be drawn twice into one tournament (paper B: yes). */
  replacement: z.boolean().default(true),
  /** The chance that a child is an unchanged copy of its parent (paper B: 0.05 for cells, none for the toy). */
  identityProbability: probability.default(0.05),
  /** The chance that a child has two parents, where the space can mix them; the papers have none. */
  crossoverProbability: probability.optional()
}

/** Aging evolution (Real et al. 2018): the oldest dies. */
export const agingConfig = z.strictObject({ kind: z.literal("aging"), ...breeding })

/** Its control: the least fit dies, of the tournament that bred the newcomer (paper B) or of all (NAS-Bench-101). */
export const nonAgingConfig = z.strictObject({
  kind: z.literal("non-aging"),
  ...breeding,
  kill: z.enum(["worst-of-sample", "worst-of-all"]).default("worst-of-sample")
})

/** Large-scale evolution (Real et al. 2017): pairwise comparisons around a set-point. */
export const largeScaleConfig = z.strictObject({
  kind: z.literal("large-scale"),
  /** The set-point: those alive and those in training, together, are kept at it. */
  populationSize: z
    .int("the population size P is a whole number")
    .min(2, "large-scale evolution compares two individuals, so its population size P is at least 2")
    .max(POPULATION_SIZE_MAX, `the population size P is at most ${POPULATION_SIZE_MAX}`)
    .default(100),
  /** How many initial individuals the run begins with; as many as the set-point where it is left out. */
  initialSize: countSchema("the number of initial individuals", POPULATION_SIZE_MAX).optional(),
  /** The paper's identity mutation is one of its space's operators, so it has no probability of its own here. */
  identityProbability: probability.default(0),
  /** Whether the better of a pair breeds, or (the paper's control for its selection) either. */
  selection: z.enum(["better", "random"]).default("better")
})

/** Random search: every genome is drawn from the whole space. The population is the latest P, for people to see. */
export const randomConfig = z.strictObject({ kind: z.literal("random"), populationSize })

/**
 * Reinforcement learning: a controller samples genomes and learns from their fitness. `categorical` is the
 * variant of the NAS-Bench-101 paper for tables, `lstm` the controller of NASNet. The population is the latest P.
 */
export const reinforceConfig = z.strictObject({
  kind: z.literal("reinforce"),
  controller: z.enum(["categorical", "lstm"]).default("categorical"),
  populationSize,
  /** 0.5 (categorical) and 0.0008 (lstm, as re-tuned in paper B) where it is left out. */
  learningRate: z.number().positive().optional(),
  /** How many samples an update learns from: 1 (categorical) or 20 (lstm) where it is left out. */
  batchSize: countSchema("the batch size", 10_000).optional(),
  /** The share that the baseline keeps at an update: 0.9 (categorical) or 0.95 (lstm) where it is left out. */
  baselineDecay: probability.optional(),
  /** The weight of the entropy bonus: 0 (categorical) or 0.00001 (lstm) where it is left out. */
  entropyWeight: z.number().min(0).optional(),
  /** lstm only: how far an update may move a probability (PPO's ε; no source gives the papers'). */
  clip: z.number().positive().lt(1).optional()
})

/** Aging's breeding with several objectives: who is dominated, and least alone in its front, dies (Deb et al. 2002). */
export const nonDominatedConfig = z.strictObject({
  kind: z.literal("non-dominated"),
  ...breeding,
  /** Measures of the evaluator that should be small, beside a fitness that should be large. */
  minimise: z.array(z.string().min(1)).min(1, "name at least one measure to minimise").default(["flops"])
})

/** A policy of the user's own: a TypeScript module. */
export const modulePolicyConfig = z.strictObject({
  kind: z.literal("module"),
  module: z.string().min(1, "the module's path has at least one character"),
  populationSize,
  /** Passed to the module as it stands. */
  options: z.record(z.string(), z.json()).default({}),
  /** SHA-256 of the module when the run was made; filled in by the program. */
  moduleHash: z
    .string()
    .regex(
      /^[0-9a-f]{64}$/,
      "the SHA-256 of a file is 64 hexadecimal digits; leave it out to have it filled in"
    )
    .optional()
})

export const policyConfig = z.discriminatedUnion("kind", [
  agingConfig,
  nonAgingConfig,
  largeScaleConfig,
  randomConfig,
  reinforceConfig,
  nonDominatedConfig,
  modulePolicyConfig
])
export type PolicyConfig = z.output<typeof policyConfig>
export type PolicyConfigOf<K extends PolicyConfig["kind"]> = Extract<PolicyConfig, { readonly kind: K }>
