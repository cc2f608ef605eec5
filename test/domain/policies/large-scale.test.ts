/** Large-scale evolution, step by step as in Real et al. 2017 (its supplement S1). */
import { describe, expect, it } from "vitest"
import type { PolicyConfigOf } from "../../../src/domain/policies/config.ts"
import { largeScaleEvolution } from "../../../src/domain/policies/large-scale.ts"
import { Population } from "../../../src/domain/population.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { situationWith } from "../../fixtures/situation.ts"

const policyWith = (changes: Partial<PolicyConfigOf<"large-scale">> = {}) =>
  largeScaleEvolution({
    kind: "large-scale",
    populationSize: 4,
    initialSize: 2,
    identityProbability: 0,
    selection: "better",
    ...changes
  })

const seeds = Array.from({ length: 200 }, (_, index) => index + 1)
const stream = (seed: number) => randomStream(seed, "test large-scale", 0)

describe("below the set-point", () => {
  const situation = situationWith([0.1, 0.9, 0.5])

  it("the better of two distinct individuals breeds and nobody dies, seeds 1 to 200", () => {
    const pairs = new Set<string>()
    for (const seed of seeds) {
      expect(policyWith().beforeBirth?.(situation, stream(seed))).toBeUndefined()
      const choice = policyWith().select(situation, stream(seed))
      if (choice.kind !== "parent") throw new Error("somebody breeds")
      const { fitness, members } = choice.tournament
      expect(new Set(members).size).toBe(2)
      expect(choice.parent.fitness).toBe(Math.max(...fitness))
      expect(members[fitness.indexOf(choice.parent.fitness)]).toBe(choice.parent.individual)
      pairs.add([...members].sort().join(" "))
    }
    expect([...pairs].sort()).toEqual(["100 101", "100 102", "101 102"])
  })

  it("individuals in training count: with them it is full", () => {
    const full = situationWith([0.1, 0.9, 0.5], { onTheirWay: 1 })
    expect(policyWith().mayBreed?.(full)).toBe(false)
    expect(policyWith().beforeBirth?.(full, stream(1))?.cause).toBe("worse-of-pair")
  })
})

describe("at the set-point", () => {
  const situation = situationWith([0.1, 0.9, 0.5, 0.3])

  it("the worse of the pair dies first, and then the winner breeds, seeds 1 to 200", () => {
    for (const seed of seeds) {
      const death = policyWith().beforeBirth?.(situation, stream(seed))
      const { fitness, members } = death?.tournament ?? { fitness: [], members: [] }
      const winner = members.find((member) => member !== death?.individual) ?? -1
      expect(members).toHaveLength(2)
      expect(fitness[members.indexOf(death?.individual ?? -1)]).toBe(Math.min(...fitness))
      const survivors = situation.population
        .list()
        .filter(({ individual }) => individual !== death?.individual)
      const population = new Population(survivors)
      const after = { ...situationWith([]), population, duel: { winner, members, fitness } }
      const choice = policyWith().select(after, stream(seed))
      expect(choice).toMatchObject({ kind: "parent", parent: { individual: winner } })
      expect(policyWith().beforeBirth?.(after, stream(seed))).toBeUndefined()
    }
  })

  it("the paper's control takes either of the pair: the worse survives about as often, seeds 1 to 200", () => {
    const worseSurvives = seeds.filter((seed) => {
      const death = policyWith({ selection: "random" }).beforeBirth?.(situation, stream(seed))
      const { fitness = [], members = [] } = death?.tournament ?? {}
      return fitness[members.indexOf(death?.individual ?? -1)] === Math.max(...fitness)
    })
    // Binomial(200, 1/2) is outside of [65, 135] with probability 6e-7.
    expect(worseSurvives.length).toBeGreaterThan(65)
    expect(worseSurvives.length).toBeLessThan(135)
  })
})

describe("a population that is too small", () => {
  it.each([
    ["nobody", [], 0],
    ["one", [0.5], 0]
  ])("of %s grows a fresh initial individual", (_, fitness, onTheirWay) => {
    const situation = situationWith(fitness, { onTheirWay })
    expect(policyWith().mayBreed?.(situation)).toBe(true)
    expect(policyWith().select(situation, stream(1))).toEqual({ kind: "nobody" })
  })

  it("waits where two exist and fewer than two are trained", () => {
    for (const [fitness, onTheirWay] of [
      [[0.5], 1],
      [[], 3]
    ] as const)
      expect(policyWith().mayBreed?.(situationWith(fitness, { onTheirWay }))).toBe(false)
  })

  it("begins with as many initial individuals as the config says, or else as the set-point", () => {
    const sizeOf = (policy: ReturnType<typeof policyWith>): number =>
      [0, 1, 2, 3, 4, 5].filter((births) =>
        policy.mayBreed?.(situationWith([], { births, onTheirWay: births }))
      ).length
    expect(sizeOf(policyWith({ initialSize: 3 }))).toBe(3)
    expect(
      sizeOf(
        largeScaleEvolution({
          kind: "large-scale",
          populationSize: 4,
          identityProbability: 0,
          selection: "better"
        })
      )
    ).toBe(4)
  })
})
