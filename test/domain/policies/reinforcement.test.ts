/** Reinforcement learning in the rules: when an update is due, what it says, and that it can be decided again. */
import { describe, expect, it } from "vitest"
import { sequentialRun } from "../../../bench/reproduce/sequential-run.ts"
import { mean } from "../../../src/analysis/statistics/moments.ts"
import { consequenceOf } from "../../../src/domain/consequence.ts"
import type { EventOf } from "../../../src/domain/event.ts"
import { evolve } from "../../../src/domain/evolve.ts"
import type { PolicyConfigOf } from "../../../src/domain/policies/config.ts"
import { makePolicy, policyProblem } from "../../../src/domain/policies/registry.ts"
import { initialState, type RunState } from "../../../src/domain/run-state.ts"
import type { Space } from "../../../src/domain/space.ts"
import { rulesFor } from "../../fixtures/rules.ts"
import { testConfig } from "../../fixtures/run-config.ts"
import { toySpace } from "../../fixtures/toy-space.ts"

const reinforce = (changes: Partial<PolicyConfigOf<"reinforce">> = {}): PolicyConfigOf<"reinforce"> => ({
  kind: "reinforce",
  controller: "categorical",
  populationSize: 10,
  ...changes
})

const share = (genome: unknown): number => [...String(genome)].filter((bit) => bit === "1").length / 16

/** All updates of a sequential run, and the fitness of everyone in turn. */
const learnt = (policy: PolicyConfigOf<"reinforce">, cycles: number, seed = 1) => {
  const config = testConfig({ policy, cycles, seed })
  const rules = rulesFor(config, toySpace)
  const updates: EventOf<"ControllerUpdated">[] = []
  const { learning } = rules.policy
  const watched = {
    ...rules,
    policy: {
      ...rules.policy,
      learning: Object.assign(Object.create(Object.getPrototypeOf(learning)), learning, {
        update: (state: RunState["controller"]) => {
          const update = learning?.update(state)
          if (update !== undefined) updates.push(update)
          return update
        }
      })
    }
  }
  const fitness: number[] = []
  const evaluate = (genome: unknown) => ({ fitness: share(genome), measures: {} })
  const state = sequentialRun({
    config,
    rules: watched,
    evaluate,
    onEvaluated: (evaluated) => fitness.push(evaluated.fitness)
  })
  return { updates, fitness, state }
}

describe("updates", () => {
  it("follow when a batch is full, of those who counted since, and a rest that is too small never does", () => {
    const { state, updates } = learnt(reinforce({ batchSize: 4 }), 18)
    expect(updates.map(({ update }) => update)).toEqual([1, 2, 3, 4])
    expect(updates.map(({ batch }) => batch)).toEqual(
      [0, 4, 8, 12].map((first) => [first, first + 1, first + 2, first + 3])
    )
    expect(state.controller.batch.map(({ individual }) => individual)).toEqual([16, 17])
  })

  it("keep a moving average of the fitness, which begins with the first batch's mean", () => {
    const { fitness, updates } = learnt(reinforce({ batchSize: 3, baselineDecay: 0.75 }), 9)
    const means = [0, 3, 6].map((first) => mean(fitness.slice(first, first + 3)))
    const [first = 0, second = 0, third = 0] = means
    const after = 0.75 * first + 0.25 * second
    expect(updates.map(({ baseline }) => baseline)).toEqual([
      first,
      expect.closeTo(after, 12),
      expect.closeTo(0.75 * after + 0.25 * third, 12)
    ])
  })

  it("carry the parameters where they are few, with their hash", () => {
    const [update] = learnt(reinforce(), 1).updates
    expect(update?.parameters).toHaveLength(32)
    expect(update?.parametersHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it("make the fitness grow: the last 100 of 600 against the first 100, seeds 1 to 5", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { fitness } = learnt(reinforce(), 600, seed)
      // The mean of 100 random genomes is .5 ± .0125; eight standard deviations have probability 6e-16.
      expect(mean(fitness.slice(-100))).toBeGreaterThan(mean(fitness.slice(0, 100)) + 0.1)
    }
  })
})

describe("a process that has forgotten the parameters", () => {
  it("knows that it has where they do not stand in the log", () => {
    const rules = rulesFor(testConfig({ policy: reinforce() }), toySpace)
    const remembers = (state: Partial<RunState["controller"]>) =>
      rules.policy.learning?.remembers({ ...initialState().controller, ...state })
    expect(remembers({})).toBe(true)
    expect(remembers({ parametersHash: "a", parameters: [1] })).toBe(true)
    expect(remembers({ parametersHash: "a", parameters: null })).toBe(false)
  })
})

describe("what policy and space do not fit", () => {
  const { crossover: _crossover, decisions: _decisions, ...plain } = toySpace
  const space: Space = { ...plain, kind: "plain" }

  it("is said in a sentence, and the policy is not made", () => {
    expect(policyProblem(reinforce(), space)).toContain("genomes of the space plain are none")
    expect(() => makePolicy(reinforce(), { seed: 1, space })).toThrow("the policy reinforce makes decisions")
    const { policy } = testConfig({ policy: { crossoverProbability: 0.5 } })
    expect(policyProblem(policy, space)).toContain("the space plain cannot mix two genomes")
    expect(policyProblem(policy, toySpace)).toBeUndefined()
  })
})

it("a sample whose decisions make no genome is made again", () => {
  const even: Space = {
    ...toySpace,
    decisions: {
      options: Array.from({ length: 16 }, () => 2),
      toGenome: (decisions) =>
        decisions.reduce((sum, bit) => sum + bit, 0) % 2 === 0 ? decisions.join("") : undefined,
      toDecisions: (genome) => [...String(genome)].map(Number)
    }
  }
  const config = testConfig({ policy: reinforce(), cycles: 50 })
  const state = sequentialRun({
    config,
    rules: rulesFor(config, even),
    evaluate: (genome) => ({ fitness: share(genome), measures: {} })
  })
  for (const { genome } of state.population.list()) expect((share(genome) * 16) % 2).toBe(0)
})

it("nothing is learnt before anything has counted", () => {
  const config = testConfig({ policy: reinforce() })
  const state = evolve(initialState(), { kind: "RunStarted", config, engine: "" })
  expect(consequenceOf(state, rulesFor(config, toySpace))).toEqual({ kind: "BirthDue", individual: 0 })
})
