/**
 * The config of a run, as it stands in the run's first event: everything that decides what the run will be.
 * Here it is complete, with every default filled in; presets, files and `--set` are the app's business.
 * The space's and the evaluator's own fields are validated by their registries, which this layer must not know.
 */
import * as z from "zod"
import { policyConfig } from "./policies/config.ts"
import { countSchema } from "./policies/fields.ts"

/** Seeds are explicit integers in [1, 2^53). */
export const seedSchema = z
  .int("a seed is a whole number below 2^53")
  .min(1, "a seed is at least 1: TensorFlow.js takes 0 for “no seed”")

export const TRAINERS_MAX = 4096
export const CYCLES_MAX = 1_000_000_000

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
