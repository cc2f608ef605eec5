/**
 * The config that people write: every field of a run's config, most with a default. What comes out is complete,
 * and is what the run's first event records.
 */
import * as z from "zod"
import { agingPolicyConfig, limitsConfig, runConfig } from "../domain/run-config.ts"
import { spaceConfig } from "../spaces/registry.ts"
import { evaluatorConfig } from "../trainers/registry.ts"
import { DEFAULT_LIMITS } from "./limits.ts"

const aging = agingPolicyConfig.shape
const limits = limitsConfig.shape

/** Paper B's large-scale settings where a field is left out: P = 100, S = 25, with replacement, identity 0.05. */
const agingPolicyInput = z.strictObject({
  ...aging,
  populationSize: aging.populationSize.default(100),
  sampleSize: aging.sampleSize.default(25),
  replacement: aging.replacement.default(true),
  identityProbability: aging.identityProbability.default(0.05)
})

const limitsInput = z.strictObject({
  failuresMax: limits.failuresMax.default(DEFAULT_LIMITS.failuresMax),
  lossesMax: limits.lossesMax.default(DEFAULT_LIMITS.lossesMax),
  leaseMs: limits.leaseMs.default(DEFAULT_LIMITS.leaseMs),
  heartbeatMs: limits.heartbeatMs.default(DEFAULT_LIMITS.heartbeatMs)
})

const run = runConfig.shape

/** `seed`, `cycles`, `space`, `policy` and `evaluator` have no default: a run says what it is. */
export const configSchema = z.strictObject({
  name: run.name,
  /** What a preset is for, in a sentence; not part of the run. */
  about: z.string().optional(),
  seed: run.seed,
  cycles: run.cycles,
  schedule: run.schedule.default("arrival"),
  window: run.window.optional(),
  trainers: run.trainers.default(2),
  space: spaceConfig,
  policy: z.discriminatedUnion("kind", [agingPolicyInput]),
  evaluator: evaluatorConfig,
  limits: limitsInput.prefault({})
})
export type ConfigOutput = z.output<typeof configSchema>
