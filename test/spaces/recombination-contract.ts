/**
 * What the optional parts of a search space must keep: its decision coding, for controllers, and its crossover.
 * `spaceContract` runs it over every space that has them.
 */
import { expect, it } from "vitest"
import { canonicalJson } from "../../src/domain/canonical-json.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import type { DecisionCoding, Genome, Space } from "../../src/domain/space.ts"

const GENOMES = 300

const drawer =
  <G extends Genome>(space: Space<G>, seed: number) =>
  (index: number): G =>
    space.random(randomStream(seed, "random", index))

const isGenome = <G extends Genome>(space: Space<G>, genome: G): boolean =>
  canonicalJson(space.genome.parse(genome)) === canonicalJson(genome)

export const decisionsAreSound = <G extends Genome>(
  space: Space<G>,
  decisions: DecisionCoding<G>,
  seed: number
): void => {
  const genomeAt = drawer(space, seed)

  it("decisions: a genome coded and read back is the same, and each decision is one of its options", () => {
    for (let index = 0; index < GENOMES; index++) {
      const genome = genomeAt(index)
      const made = decisions.toDecisions(genome)
      expect(made).toHaveLength(decisions.options.length)
      const outside = made.filter((decision, place) => decision < 0 || decision >= decisions.options[place]!)
      expect(outside).toEqual([])
      expect(decisions.toGenome(made)).toEqual(genome)
    }
  })

  it("decisions: any make a genome of the space, which reads back as them, or none", () => {
    const made = new Set<string>()
    for (let index = 0; index < GENOMES; index++) {
      const stream = randomStream(seed, "decisions", index)
      const drawn = decisions.options.map((options) => stream.below(options))
      const genome = decisions.toGenome(drawn)
      if (genome === undefined) continue
      expect(isGenome(space, genome)).toBe(true)
      expect(decisions.toDecisions(genome)).toEqual(drawn)
      made.add(canonicalJson(genome))
    }
    expect(made.size).toBeGreaterThan(1)
  })

  it("decisions: where one is out of range, fractional, missing or too many, they make no genome", () => {
    const made = [...decisions.toDecisions(genomeAt(0))]
    for (const [place, options] of decisions.options.entries()) {
      for (const value of [options, -1, 0.5, Number.NaN])
        expect(decisions.toGenome(made.with(place, value)), `${value} at ${place}`).toBeUndefined()
    }
    expect(decisions.toGenome(made.slice(1))).toBeUndefined()
    expect(decisions.toGenome([...made, 0])).toBeUndefined()
  })
}

/** The parents' decisions say what is mixed, so the space needs both parts. */
export const crossoverIsSound = <G extends Genome>(
  space: Space<G>,
  decisions: DecisionCoding<G>,
  seed: number
): void => {
  const genomeAt = drawer(space, seed)
  const cross = (first: G, second: G, index: number) =>
    space.crossover?.(first, second, randomStream(seed, "cross", index))

  it("crossover: a child is in the space, takes every decision from a parent, and mostly takes from both", () => {
    let mixed = 0
    for (let index = 0; index < GENOMES; index++) {
      const parents = [genomeAt(index), genomeAt(GENOMES + index)] as const
      const before = canonicalJson(parents)
      const child = cross(...parents, index)
      expect(canonicalJson(parents)).toBe(before)
      if (child === undefined) continue
      expect(isGenome(space, child.genome)).toBe(true)
      expect(JSON.parse(canonicalJson(child.change))).toEqual(child.change)
      const [first, second, mix] = [...parents, child.genome].map((genome) => decisions.toDecisions(genome))
      const strange = mix!.filter(
        (decision, place) => decision !== first![place] && decision !== second![place]
      )
      expect(strange).toEqual([])
      if (mix!.join() !== first!.join() && mix!.join() !== second!.join()) mixed++
    }
    expect(mixed).toBeGreaterThan(GENOMES / 2)
  })

  it("crossover: a genome crossed with itself is nothing else, and the same stream makes the same child", () => {
    for (let index = 0; index < GENOMES; index++) {
      const [first, second] = [genomeAt(index), genomeAt(GENOMES + index)]
      expect(cross(first, first, index)?.genome ?? first).toEqual(first)
      expect(cross(first, second, index)).toEqual(cross(first, second, index))
    }
  })
}
