/** The population as a queue, held against a plain list through thousands of joins and deaths. */
import { describe, expect, it } from "vitest"
import { type Member, Population } from "../../src/domain/population.ts"
import { randomStream } from "../../src/domain/random-stream.ts"

const member = (individual: number): Member => ({
  individual,
  genome: "",
  fitness: individual / 10_000,
  bornSeq: individual,
  joinedAt: individual + 1,
  costs: []
})

describe("a population", () => {
  it.each([1, 2, 3])("is a queue, also after its holes were closed and when any may die: seed %i", (seed) => {
    const chance = randomStream(seed, "test population", 0)
    const population = new Population([])
    const model: Member[] = []
    for (let individual = 0; individual < 6000; individual++) {
      population.join(member(individual))
      model.push(member(individual))
      // Now and then anyone dies, mostly the oldest: more than a thousand deaths at the front close the holes.
      while (model.length > 50) {
        const position = chance.below(10) === 0 ? chance.below(model.length) : 0
        const [dying] = model.splice(position, 1)
        expect(population.remove(dying?.individual ?? -1)).toEqual(dying)
      }
      expect(population.size).toBe(model.length)
      expect(population.at(model.length - 1)).toEqual(model.at(-1))
      expect(population.at(0)).toEqual(model[0])
    }
    expect(population.list()).toEqual(model)
  })

  it("can die out and grow again", () => {
    const population = new Population([member(0), member(1)])
    population.remove(1)
    population.remove(0)
    expect([population.size, population.list()]).toEqual([0, []])
    population.join(member(2))
    expect(population.list()).toEqual([member(2)])
  })

  it("says when one is not in it, also one that was", () => {
    const population = new Population([member(0), member(1)])
    population.remove(0)
    expect(() => population.remove(0)).toThrow("individual 0 is not in the population")
    expect(() => population.at(1)).toThrow("no member at position 1 of 1")
    expect(() => population.at(-1)).toThrow("no member at position -1")
  })

  it("keeps the list that it was made from as it was", () => {
    const members = [member(0), member(1)]
    new Population(members).remove(1)
    expect(members).toHaveLength(2)
  })
})
