/**
 * What every search space must keep, whatever its genomes look like. Run it over a new space from a test file
 * of its own:
 *
 *   spaceContract({ space: makeBitsSpace({ kind: "bits", length: 8 }), seed: 1, outside: ["", 5] })
 *
 * All chance comes from `seed`, which is in the names of the tests.
 */
import { describe, expect, it } from "vitest"
import { canonicalJson } from "../../src/domain/canonical-json.ts"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"
import type { Genome, Mutation, Space } from "../../src/domain/space.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../domain/chi-square.ts"
import { crossoverIsSound, decisionsAreSound } from "./recombination-contract.ts"

export interface SpaceContract<G extends Genome> {
  readonly space: Space<G>
  readonly seed: number
  /** Values that are no genomes of this space. */
  readonly outside: readonly unknown[]
  /** How many genomes there are, where they can be counted by drawing: uniformity is then tested. */
  readonly genomeCount?: number
  /** Operators that may give the genome back unchanged, since they may draw the value that is there already. */
  readonly mayKeepGenome?: readonly string[]
  /** Operators that always give the genome back unchanged: an identity, where the space has one. */
  readonly keepsGenome?: readonly string[]
  /** The optional parts that the space has not; every other is tested. */
  readonly lacks?: readonly ("decisions" | "crossover")[]
  /** Draws genomes to which every operator can be applied, where those of `random` are too simple for that. */
  readonly draw?: (stream: RandomStream) => G
}

const GENOMES = 300
const DRAWS_PER_GENOME = 8

export const spaceContract = <G extends Genome>(contract: SpaceContract<G>): void => {
  const { space, seed } = contract
  describe(`the space ${space.kind} keeps the contract, seed ${seed}`, () => {
    genomesAreValid(contract)
    for (const name of Object.keys(space.operators)) operatorIsSound(contract, name)
    partsAreSound(contract)
    if (contract.genomeCount !== undefined) drawsAreUniform(contract, contract.genomeCount)
  })
}

const stream = <G extends Genome>({ seed }: SpaceContract<G>, name: string, index: number): RandomStream =>
  randomStream(seed, name, index)

const randomGenomes = <G extends Genome>(contract: SpaceContract<G>): G[] =>
  Array.from({ length: GENOMES }, (_, index) => drawGenome(contract, index))

const drawGenome = <G extends Genome>(contract: SpaceContract<G>, index: number): G =>
  (contract.draw ?? contract.space.random)(stream(contract, "random", index))

const genomesAreValid = <G extends Genome>(contract: SpaceContract<G>): void => {
  const { space, outside } = contract

  it("random genomes are in the space, and canonical: validation gives them back unchanged", () => {
    for (const genome of randomGenomes(contract)) {
      expect(canonicalJson(space.genome.parse(genome))).toBe(canonicalJson(genome))
    }
  })

  it("genomes survive the log: written as JSON, read and validated, they are the same", () => {
    for (const genome of randomGenomes(contract)) {
      expect(space.genome.parse(JSON.parse(canonicalJson(genome)))).toEqual(genome)
    }
  })

  it("the same stream draws the same genome, and different streams different ones", () => {
    const genomes = randomGenomes(contract).map(canonicalJson)
    expect(randomGenomes(contract).map(canonicalJson)).toEqual(genomes)
    expect(new Set(genomes).size).toBeGreaterThan(1)
  })

  it("values that are no genomes are refused", () => {
    for (const value of outside)
      expect(space.genome.safeParse(value).success, JSON.stringify(value)).toBe(false)
  })

  it("a genome is described in one line of text", () => {
    for (const genome of randomGenomes(contract)) expect(space.describe(genome)).toMatch(/^[^\n]+$/)
  })
}

/** The genomes that operators are applied to, drawn once: an operator that wrote into one would fail its own test. */
const parentsByContract = new WeakMap<object, readonly unknown[]>()
const parentsOf = <G extends Genome>(contract: SpaceContract<G>): readonly G[] => {
  const known = parentsByContract.get(contract) ?? randomGenomes(contract)
  parentsByContract.set(contract, known)
  // The map is keyed by the contract that these were drawn for.
  return known as readonly G[]
}

/** Every genome with what the operator made of it; inapplicable ones are left out. */
const mutations = <G extends Genome>(
  contract: SpaceContract<G>,
  name: string
): { readonly genome: G; readonly mutation: Mutation<G> }[] =>
  parentsOf(contract).flatMap((genome, index) => {
    const mutation = contract.space.operators[name]?.(genome, stream(contract, "mutate", index))
    return mutation === undefined ? [] : [{ genome, mutation }]
  })

const operatorIsSound = <G extends Genome>(contract: SpaceContract<G>, name: string): void => {
  const { space, mayKeepGenome = [], keepsGenome = [] } = contract

  it(`${name}: a mutant is in the space, is canonical and its change can be logged`, () => {
    const made = mutations(contract, name)
    expect(made.length).toBeGreaterThan(0)
    for (const { mutation } of made) {
      expect(canonicalJson(space.genome.parse(mutation.genome))).toBe(canonicalJson(mutation.genome))
      expect(JSON.parse(canonicalJson(mutation.change))).toEqual(mutation.change)
      expect(Object.keys(mutation.change).length).toBeGreaterThan(0)
    }
  })

  if (keepsGenome.includes(name)) {
    it(`${name}: a mutant is its parent`, () => {
      for (const { genome, mutation } of mutations(contract, name)) expect(mutation.genome).toEqual(genome)
    })
    return
  }

  it(`${name}: a mutant differs from its parent, which is left as it was`, () => {
    const parents = parentsOf(contract)
    const before = parents.map(canonicalJson)
    let changed = 0
    parents.forEach((parent, index) => {
      const mutation = space.operators[name]?.(parent, stream(contract, "mutate", index))
      const differs = mutation !== undefined && canonicalJson(mutation.genome) !== before[index]
      if (mutation !== undefined && !mayKeepGenome.includes(name)) expect(differs).toBe(true)
      if (differs) changed += 1
    })
    expect(changed).toBeGreaterThan(0)
    expect(parents.map(canonicalJson)).toEqual(before)
  })

  it(`${name}: the same stream makes the same mutant, and different streams different ones`, () => {
    expect(mutations(contract, name)).toEqual(mutations(contract, name))
    const [genome = drawGenome(contract, 0)] = parentsOf(contract)
    const mutants = Array.from({ length: GENOMES }, (_, index) =>
      space.operators[name]?.(genome, stream(contract, "mutate", index))
    )
    expect(new Set(mutants.map((mutation) => canonicalJson(mutation?.genome ?? null))).size).toBeGreaterThan(
      1
    )
  })
}

const partsAreSound = <G extends Genome>({ space, seed, lacks = [] }: SpaceContract<G>): void => {
  const { crossover, decisions } = space

  it(`has ${lacks.length === 0 ? "decisions and crossover" : `no ${lacks.join(" and no ")}`}`, () => {
    expect({ decisions: decisions === undefined, crossover: crossover === undefined }).toEqual({
      decisions: lacks.includes("decisions"),
      crossover: lacks.includes("crossover")
    })
  })

  if (decisions === undefined) return
  decisionsAreSound(space, decisions, seed)
  if (crossover !== undefined) crossoverIsSound(space, decisions, seed)
}

const drawsAreUniform = <G extends Genome>(contract: SpaceContract<G>, genomeCount: number): void => {
  it(`each of the ${genomeCount} genomes is drawn equally often (error probability ${CHI_SQUARE_ERROR})`, () => {
    const counts = new Map<string, number>()
    for (let index = 0; index < genomeCount * DRAWS_PER_GENOME; index++) {
      const genome = canonicalJson(contract.space.random(stream(contract, "uniform", index)))
      counts.set(genome, (counts.get(genome) ?? 0) + 1)
    }
    expect(counts.size).toBeLessThanOrEqual(genomeCount)
    const drawn = [...counts.values(), ...new Array<number>(genomeCount - counts.size).fill(0)]
    expect(chiSquare(drawn, () => DRAWS_PER_GENOME)).toBeLessThan(chiSquareLimit(genomeCount - 1))
  })
}
