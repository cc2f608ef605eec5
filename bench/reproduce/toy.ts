/**
 * The toy of the supplement of Regularized Evolution: D bits, the accuracy of a genome is its share of ones, seen
 * through noise. What is compared is the true accuracy of the model that looked best.
 */

import type { PolicyConfig } from "../../src/domain/policies/config.ts"
import { makePolicy } from "../../src/domain/policies/registry.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import type { Genome } from "../../src/domain/space.ts"
import { countOnes } from "../../src/spaces/bits.ts"
import { makeSpace } from "../../src/spaces/registry.ts"
import { type Evaluated, sequentialRun } from "./sequential-run.ts"

export interface ToySetting {
  /** D. */
  readonly length: number
  /** The standard deviation of the noise. */
  readonly noise: number
  readonly cycles: number
  readonly policy: PolicyConfig
}

export interface ToyOutcome {
  /** Of the model with the best noisy accuracy. */
  readonly trueAccuracy: number
  /** Noisy accuracies of all models, in the order of evaluation. */
  readonly history: readonly number[]
}

/** One run of the toy with this seed. */
export const toyRun = (setting: ToySetting, seed: number): ToyOutcome => {
  const { cycles, length, noise, policy } = setting
  const space = makeSpace({ kind: "bits", length })
  const config: RunConfig = {
    name: "toy",
    seed,
    cycles,
    policy,
    schedule: "arrival",
    window: 1,
    trainers: 1,
    space: { kind: "bits", length },
    evaluator: { kind: "synthetic", noise },
    limits: { failuresMax: 1, lossesMax: 1, leaseMs: 1000, heartbeatMs: 100 }
  }
  const evaluate = (genome: Genome, trainingSeed: number): Evaluated => {
    const accuracy = countOnes(String(genome)) / length
    const noisy = accuracy + noise * randomStream(trainingSeed, "noise", 0).normal()
    return { fitness: Math.min(Math.max(noisy, 0), 1), measures: {} }
  }
  const history: number[] = []
  const state = sequentialRun({
    config,
    rules: { seed, space, policy: makePolicy(policy, { seed, space }) },
    evaluate,
    onEvaluated: ({ fitness }) => history.push(fitness)
  })
  return { trueAccuracy: countOnes(String(state.best?.genome ?? "")) / length, history }
}

/** Paper B's aging evolution and its control, at a population of P and a sample of S, without identity mutations. */
export const agingAndControl = (populationSize: number, sampleSize: number) => {
  const breeding = { populationSize, sampleSize, replacement: true, identityProbability: 0 }
  return {
    aging: { kind: "aging", ...breeding },
    nonAging: { kind: "non-aging", ...breeding, kill: "worst-of-sample" }
  } as const satisfies Readonly<Record<string, PolicyConfig>>
}
