/**
 * The NASNet space: every genome it draws or changes is valid, an operator changes at most one place and says
 * which, and draws are uniform. Statistical tests use a fixed seed; on another seed each would fail with the
 * probability its name states.
 */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import type { CellName, Element, NasnetGenome, Side } from "../../../src/spaces/nasnet/genome.ts"
import { nasnetGenomeSchema } from "../../../src/spaces/nasnet/genome.ts"
import { nasnetOperators } from "../../../src/spaces/nasnet/operators.ts"
import { makeNasnetSpace } from "../../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANTS, type NasnetVariant } from "../../../src/spaces/nasnet/variants.ts"
import { chiSquare } from "../../domain/chi-square.ts"

const SEED = 20181
const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet" }))
const variant = NASNET_VARIANTS["SP-I"]

const cellNames: readonly CellName[] = ["normal", "reduction"]
const sides: readonly Side[] = ["left", "right"]

const places = (genome: NasnetGenome): { where: string; element: Element }[] =>
  cellNames.flatMap((cell) =>
    genome[cell].flatMap((combination, index) =>
      sides.map((side) => ({ where: `${cell}/${index}/${side}`, element: combination[side] }))
    )
  )

const tally = (values: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

const random = (index: number): NasnetGenome => space.random(randomStream(SEED, "random", index))

const operator = (name: string) => {
  const found = space.operators[name]
  if (found === undefined) throw new Error(`there is no operator ${name}`)
  return found
}

describe(`the NASNet space, seed ${SEED}`, () => {
  it("draws genomes that validate, and the same one for the same stream", () => {
    for (let index = 0; index < 300; index++) {
      const genome = random(index)
      expect(space.genome.safeParse(JSON.parse(JSON.stringify(genome))).success).toBe(true)
      expect(random(index)).toEqual(genome)
    }
  })

  it("draws operations uniformly (chi-square with 7 degrees of freedom, error probability 0.001)", () => {
    const elements = Array.from({ length: 500 }, (_, index) => places(random(index))).flat()
    const counts = tally(elements.map(({ element }) => element.operation))
    expect([...counts.keys()].sort()).toEqual([...variant.operations].sort())
    expect(chiSquare([...counts.values()], () => elements.length / 8)).toBeLessThan(24.32)
  })

  it("draws the hidden states of the last combination uniformly (5 degrees of freedom, error probability 0.001)", () => {
    const states = Array.from({ length: 1500 }, (_, index) => random(index).normal[4])
      .flatMap((combination) => [combination?.left.state, combination?.right.state])
      .map(String)
    const counts = tally(states)
    expect([...counts.keys()].sort()).toEqual(["0", "1", "2", "3", "4", "5"])
    expect(chiSquare([...counts.values()], () => states.length / 6)).toBeLessThan(20.52)
  })

  for (const name of ["hiddenState", "operation"]) {
    it(`${name} changes at most one place, says which, and gives a valid genome`, () => {
      for (let index = 0; index < 600; index++) {
        const genome = random(index)
        const mutation = operator(name)(genome, randomStream(SEED, "mutate", index))
        if (mutation === undefined) throw new Error("an operator of this space always applies")
        expect(space.genome.safeParse(mutation.genome).success).toBe(true)
        const { cell, combination, side, from, to } = mutation.change
        const before = places(genome)
        const after = places(mutation.genome)
        const changed = before.filter(
          ({ element }, i) => JSON.stringify(element) !== JSON.stringify(after[i]?.element)
        )
        expect(changed.length).toBe(from === to ? 0 : 1)
        if (from !== to) expect(changed[0]?.where).toBe(`${cell}/${combination}/${side}`)
        const field = name === "hiddenState" ? "state" : "operation"
        const where = `${cell}/${combination}/${side}`
        expect(before.find((place) => place.where === where)?.element[field]).toBe(from)
        expect(after.find((place) => place.where === where)?.element[field]).toBe(to)
        if (name === "hiddenState") expect(to).not.toBe(from)
      }
    })

    it(`${name} draws the 20 places uniformly (19 degrees of freedom, error probability 0.001)`, () => {
      const genome = random(0)
      const drawn = Array.from({ length: 4000 }, (_, index) => {
        const change = operator(name)(genome, randomStream(SEED, "place", index))?.change
        return `${change?.cell}/${change?.combination}/${change?.side}`
      })
      const counts = tally(drawn)
      expect(counts.size).toBe(20)
      expect(chiSquare([...counts.values()], () => 200)).toBeLessThan(43.82)
    })
  }

  it("operation may draw the present one again, one time in eight (error probability 0.001)", () => {
    const kept = Array.from({ length: 4000 }, (_, index) =>
      operator("operation")(random(1), randomStream(SEED, "kept", index))
    ).filter((mutation) => mutation?.change.from === mutation?.change.to).length
    expect(Math.abs(kept - 500)).toBeLessThan(3.29 * Math.sqrt(4000 * (1 / 8) * (7 / 8)))
  })

  it("operation draws each other one alike where a different one is asked for (error probability 0.001)", () => {
    const different = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", newOperation: "different" }))
    const counts = new Map<string, number>()
    for (let index = 0; index < 7000; index++) {
      const { change } = different.operators.operation?.(random(1), randomStream(SEED, "other", index)) ?? {}
      expect(change?.to).not.toBe(change?.from)
      if (change?.from === "none") counts.set(String(change.to), (counts.get(String(change.to)) ?? 0) + 1)
    }
    const drawn = [...counts.values()].reduce((sum, count) => sum + count, 0)
    expect(counts.size).toBe(7)
    expect(chiSquare([...counts.values()], () => drawn / 7)).toBeLessThan(22.46)
  })

  it("refuses a state that does not exist yet, an unknown operation, a missing combination and unknown fields", () => {
    const genome = random(2)
    const [first, ...rest] = genome.normal
    const withFirst = (left: object): unknown => ({ ...genome, normal: [{ ...first, left }, ...rest] })
    const late = space.genome.safeParse(withFirst({ state: 2, operation: "none" }))
    expect(late.error?.issues[0]?.message).toBe(
      "combination 0 reads hidden state 2, but only states 0 to 1 come before it"
    )
    expect(space.genome.safeParse(withFirst({ state: 0, operation: "sep9x9" })).success).toBe(false)
    expect(space.genome.safeParse(withFirst({ state: 0, operation: "none", extra: 1 })).success).toBe(false)
    expect(space.genome.safeParse({ ...genome, normal: rest }).success).toBe(false)
  })

  it("is generic over variants: one with 2 operations and 3 combinations works as well", () => {
    const small: NasnetVariant = { operations: ["none", "max3x3"], combinations: 3 }
    const schema = nasnetGenomeSchema(small)
    const element: Element = { state: 0, operation: "none" }
    const cell = Array.from({ length: 3 }, () => ({ left: element, right: element }))
    let genome: NasnetGenome = { normal: cell, reduction: cell }
    for (let index = 0; index < 200; index++) {
      for (const mutate of Object.values(nasnetOperators(small, "any"))) {
        genome = mutate(genome, randomStream(SEED, "small", index))?.genome ?? genome
        expect(schema.safeParse(genome).success).toBe(true)
      }
    }
    expect(places(genome).some(({ element }) => element.operation === "max3x3" && element.state > 0)).toBe(
      true
    )
  })

  it("describes a genome on one line", () => {
    const text = space.describe(random(3))
    expect(text.startsWith("normal ")).toBe(true)
    expect(text.split(/[ +]/).filter((word) => /^\w+\(\d\)$/.test(word)).length).toBe(20)
  })

  it("has defaults, and refuses unknown fields and odd filters", () => {
    expect(nasnetConfigSchema.parse({ kind: "nasnet" })).toEqual({
      kind: "nasnet",
      variant: "SP-I",
      cells: 1,
      filters: 8,
      stemStride: 1,
      newOperation: "any"
    })
    expect(nasnetConfigSchema.safeParse({ kind: "nasnet", cell: 2 }).success).toBe(false)
    expect(nasnetConfigSchema.safeParse({ kind: "nasnet", filters: 9 }).success).toBe(false)
  })
})
