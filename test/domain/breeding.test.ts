/**
 * Mutation and breeding. The seeds are fixed; of seeds drawn at random, right code would fail a test of a share
 * with probability 1e-6.
 */
import { describe, expect, it } from "vitest"
import { chooseParent, makeChild, type Rules } from "../../src/domain/breeding.ts"
import { contentHash } from "../../src/domain/canonical-json.ts"
import { mutate } from "../../src/domain/mutation.ts"
import { type Member, Population } from "../../src/domain/population.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import { initialState, situationOf } from "../../src/domain/run-state.ts"
import type { Situation } from "../../src/domain/situation.ts"
import type { Space } from "../../src/domain/space.ts"
import { rulesFor } from "../fixtures/rules.ts"
import { testConfig } from "../fixtures/run-config.ts"
import { toySpace } from "../fixtures/toy-space.ts"
import { chiSquare, chiSquareLimit } from "./chi-square.ts"

const DRAWS = 20_000
const GENOME = "0101010101010101"

const operatorsDrawn = (space: Space, identityProbability: number, names: readonly string[]): number[] => {
  const counts = names.map(() => 0)
  for (let index = 0; index < DRAWS; index++) {
    const { operator } = mutate(space, GENOME, randomStream(3, "test mutation", index), identityProbability)
    const place = names.indexOf(operator)
    expect(place).toBeGreaterThanOrEqual(0)
    counts[place] = (counts[place] ?? 0) + 1
  }
  return counts
}

describe("mutation", () => {
  it.each([0.05, 0.5])("keeps the parent as it is with the identity probability %d", (probability) => {
    const counts = operatorsDrawn(toySpace, probability, ["identity", "flip", "swap"])
    const expected = [probability, (1 - probability) / 2, (1 - probability) / 2]
    const shares = chiSquareOfSeveral(counts, expected)
    // Swapping gives way to flipping where two neighbours are equal; in this genome none are.
    expect(shares).toBeLessThan(chiSquareLimit(2))
  })

  it("never keeps it at probability 0, and always at 1", () => {
    expect(operatorsDrawn(toySpace, 0, ["flip", "swap"]).every((count) => count > DRAWS / 3)).toBe(true)
    expect(operatorsDrawn(toySpace, 1, ["identity"])).toEqual([DRAWS])
  })

  it("gives an operator that cannot be applied's place to another, and to the identity when there is none", () => {
    const never = () => undefined
    const { flip } = toySpace.operators
    if (flip === undefined) throw new Error("the toy space flips")
    expect(operatorsDrawn({ ...toySpace, operators: { never, flip } }, 0, ["flip"])).toEqual([DRAWS])
    expect(operatorsDrawn({ ...toySpace, operators: { never, other: never } }, 0, ["identity"])).toEqual([
      DRAWS
    ])
    expect(mutate({ ...toySpace, operators: {} }, GENOME, randomStream(1, "test", 0), 0)).toEqual({
      operator: "identity",
      genome: GENOME,
      change: {}
    })
  })
})

const chiSquareOfSeveral = (counts: readonly number[], shares: readonly number[]): number =>
  chiSquare(counts, (cell) => DRAWS * (shares[cell] ?? 0))

describe("breeding", () => {
  const rulesOf = (seed: number): Rules =>
    rulesFor(testConfig({ seed, policy: { populationSize: 3, sampleSize: 2 } }), toySpace)
  const situation = (births: number, members: Population = population): Situation => ({
    ...situationOf(initialState()),
    births,
    population: members
  })
  const members: readonly Member[] = [4, 7, 9].map((individual, i) => ({
    individual,
    genome: GENOME,
    fitness: i / 10,
    bornSeq: individual,
    joinedAt: i + 1,
    costs: []
  }))
  const population = new Population(members)

  it("draws the first P at random, and whoever has no parents left", () => {
    for (const individual of [0, 1, 2])
      expect(chooseParent(rulesOf(1), individual, situation(individual))).toEqual({ kind: "nobody" })
    expect(chooseParent(rulesOf(1), 3, situation(3, new Population([])))).toEqual({ kind: "nobody" })
    expect(chooseParent(rulesOf(1), 3, situation(3))).toMatchObject({ kind: "parent" })
  })

  it("writes down who took part in the tournament, who won and what became of the genome", () => {
    const rules = rulesOf(1)
    const choice = chooseParent(rules, 12, situation(12))
    const child = makeChild(rules, 12, choice)
    if (choice.kind !== "parent") throw new Error("there are parents")
    expect(child.parents).toEqual([choice.parent.individual])
    expect(child.tournament).toEqual(choice.tournament)
    const fitnessOf = (individual: number) =>
      members.find((member) => member.individual === individual)?.fitness
    expect(child.tournament?.fitness).toEqual(child.tournament?.members.map(fitnessOf))
    expect(child.genomeHash).toBe(contentHash(child.genome))
    expect(["flip", "swap"]).toContain(child.operator)
    expect(makeChild(rules, 12, { kind: "nobody" })).toMatchObject({
      parents: [],
      operator: "random",
      tournament: null
    })
  })

  it("makes the same child again, and others for another birth or another seed", () => {
    const make = (seed: number, individual: number) =>
      makeChild(rulesOf(seed), individual, chooseParent(rulesOf(seed), individual, situation(individual)))
    expect(make(1, 12)).toEqual(make(1, 12))
    const seeds = [make(1, 12), make(1, 13), make(2, 12)].map(({ trainingSeed }) => trainingSeed)
    expect(new Set(seeds).size).toBe(3)
  })

  it("names both parents of a mixture, and one where the space could mix nothing, seed 1", () => {
    const crossing = testConfig({ policy: { populationSize: 3, sampleSize: 2, crossoverProbability: 1 } })
    const { crossover: _crossover, ...plain } = toySpace
    const make = (space: Space) => {
      const rules = rulesFor(crossing, space)
      return makeChild(rules, 12, chooseParent(rules, 12, situation(12)))
    }
    const mixed = make(toySpace)
    expect([mixed.operator, mixed.parents.length]).toEqual(["crossover", 2])
    expect(mixed.change.partnerTournament).toMatchObject({
      members: [expect.any(Number), expect.any(Number)]
    })
    const alone = make({ ...plain, crossover: () => undefined })
    expect([alone.operator === "crossover", alone.parents.length]).toEqual([false, 1])
  })

  it("gives training seeds that TensorFlow.js takes: whole numbers in [1, 2^31)", () => {
    for (let individual = 0; individual < 2000; individual++) {
      const { trainingSeed } = makeChild(rulesOf(5), individual, { kind: "nobody" })
      expect(Number.isInteger(trainingSeed) && trainingSeed >= 1 && trainingSeed < 2 ** 31).toBe(true)
    }
  })
})
