/** All policies by kind. A new one is named here and in `config.ts`. */
import type { Controller } from "../controller.ts"
import type { Policy } from "../policy.ts"
import type { Seed } from "../random-stream.ts"
import type { Space } from "../space.ts"
import { agingEvolution } from "./aging.ts"
import type { PolicyConfig } from "./config.ts"
import { largeScaleEvolution } from "./large-scale.ts"
import { nonAgingEvolution } from "./non-aging.ts"
import { nonDominatedEvolution } from "./non-dominated.ts"
import { randomSearch } from "./random-search.ts"
import { reinforcementLearning } from "./reinforcement.ts"
import { makeUserPolicy } from "./user-policy.ts"

/** What some policies need beside their config; whoever makes the rules has it. */
export interface PolicyMaterial {
  readonly seed: Seed
  readonly space: Space
  /** Absent where the policy is none that learns. */
  readonly controller?: Controller | undefined
  /** What the module of a policy of one's own exports. */
  readonly exports?: Readonly<Record<string, unknown>> | undefined
}

/** Why the policy cannot search the space, in a sentence; `undefined` if it can. */
export const policyProblem = (config: PolicyConfig, space: Space): string | undefined => {
  if (config.kind === "reinforce" && space.decisions === undefined) {
    return `the policy reinforce makes decisions, and genomes of the space ${space.kind} are none; use another policy or another space`
  }
  const crosses = "crossoverProbability" in config && (config.crossoverProbability ?? 0) > 0
  return crosses && space.crossover === undefined
    ? `the space ${space.kind} cannot mix two genomes; leave policy.crossoverProbability out`
    : undefined
}

/**
 * Throws RangeError, with a sentence, where the policy cannot search the space or its material is missing, and
 * OutsideProblem where a module's policy cannot be used.
 */
export const makePolicy = (config: PolicyConfig, material: PolicyMaterial): Policy => {
  const problem = policyProblem(config, material.space)
  if (problem !== undefined) throw new RangeError(problem)
  switch (config.kind) {
    case "aging":
      return agingEvolution(config)
    case "non-aging":
      return nonAgingEvolution(config)
    case "large-scale":
      return largeScaleEvolution(config)
    case "random":
      return randomSearch(config)
    case "non-dominated":
      return nonDominatedEvolution(config)
    case "reinforce": {
      const { controller, seed, space } = material
      if (controller === undefined || space.decisions === undefined)
        throw new RangeError("the policy reinforce was made without its controller")
      return reinforcementLearning(config, { seed, controller, decisions: space.decisions })
    }
    case "module":
      return makeUserPolicy(config.module, material.exports?.policy, {
        populationSize: config.populationSize,
        options: config.options,
        space: material.space
      })
  }
}
