/**
 * What the optional parts of a search space must keep: its decision coding, for controllers, and its crossover. Run it
 * over a space that has both, beside `spaceContract`. All chance comes from `seed`, which is in the names of the tests.
 */
import { describe, expect, it } from "vitest"
import { canonicalJson } from "../../src/domain/canonical-json.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import type { Genome, Space } from "../../src/domain/space.ts"

const GENOMES = 300

export const recombinationContract = <G extends Genome>(space: Space<G>, seed: number): void => {
  const { crossover, decisions } = space
  if (crossover === undefined || decisions === undefined) throw new Error("there is nothing to test")
  const genomeAt = (index: number): G => space.random(randomStream(seed, "random", index))
  const isGenome = (genome: G): boolean => canonicalJson(space.genome.parse(genome)) === canonicalJson(genome)

  describe(`decisions and crossover of the space ${space.kind}, seed ${seed}`, () => {
    it("a genome coded and read back is the same, and each decision is one of its options", () => {
      for (let index = 0; index < GENOMES; index++) {
        const genome = genomeAt(index)
        const made = decisions.toDecisions(genome)
        expect(made).toHaveLength(decisions.options.length)
        expect(made.every((decision, place) => decision >= 0 && decision < decisions.options[place]!)).toBe(
          true
        )
        expect(decisions.toGenome(made)).toEqual(genome)
      }
    })

    it("any decisions make a genome of the space, or none; different ones make different genomes", () => {
      const made = new Map<string, string>()
      for (let index = 0; index < GENOMES; index++) {
        const stream = randomStream(seed, "decisions", index)
        const drawn = decisions.options.map((options) => stream.below(options))
        const genome = decisions.toGenome(drawn)
        if (genome === undefined) continue
        expect(isGenome(genome)).toBe(true)
        expect(decisions.toDecisions(genome)).toEqual(drawn)
        made.set(canonicalJson(genome), drawn.join())
      }
      expect(new Set(made.values()).size).toBe(made.size)
      expect(made.size).toBeGreaterThan(1)
    })

    it("decisions that are out of range, or too few, make no genome", () => {
      const made = [...decisions.toDecisions(genomeAt(0))]
      expect(decisions.toGenome(made.slice(1))).toBeUndefined()
      expect(decisions.toGenome(made.with(-1, decisions.options.at(-1)!))).toBeUndefined()
      expect(decisions.toGenome(made.with(-1, -1))).toBeUndefined()
    })

    it("a child is in the space, takes every decision from one of its parents, and often takes from both", () => {
      let mixed = 0
      for (let index = 0; index < GENOMES; index++) {
        const [first, second] = [genomeAt(index), genomeAt(GENOMES + index)]
        const child = crossover(first, second, randomStream(seed, "cross", index))
        if (child === undefined) continue
        expect(isGenome(child.genome)).toBe(true)
        expect(JSON.parse(canonicalJson(child.change))).toEqual(child.change)
        const [one, other, mix] = [first, second, child.genome].map((genome) => decisions.toDecisions(genome))
        expect(mix!.every((decision, place) => decision === one![place] || decision === other![place])).toBe(
          true
        )
        if (canonicalJson(child.genome) !== canonicalJson(first) && mix!.join() !== other!.join()) mixed++
      }
      expect(mixed).toBeGreaterThan(GENOMES / 2)
    })

    it("a genome crossed with itself is itself, and the same stream makes the same child", () => {
      const [first, second] = [genomeAt(0), genomeAt(1)]
      expect(crossover(first, first, randomStream(seed, "cross", 0))?.genome).toEqual(first)
      const child = () => crossover(first, second, randomStream(seed, "cross", 1))
      expect(child()).toEqual(child())
    })
  })
}
