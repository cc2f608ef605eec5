/**
 * The config that people write: every field of a run's config, most with a default. What comes out is complete,
 * and is what the run's first event records.
 */
import * as z from "zod"
import { policyConfig } from "../domain/policies/config.ts"
import { limitsConfig, runConfig } from "../domain/run-config.ts"
import { spaceConfig } from "../spaces/registry.ts"
import { evaluatorConfig } from "../trainers/registry.ts"
import { DEFAULT_LIMITS } from "./limits.ts"

const limits = limitsConfig.shape

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
  policy: policyConfig,
  evaluator: evaluatorConfig,
  limits: limitsInput.prefault({})
})
export type ConfigOutput = z.output<typeof configSchema>
