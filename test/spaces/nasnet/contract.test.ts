/** The three variants of the NASNet space keep the contract of spaces. */
import { describe, expect, it } from "vitest"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import { makeNasnetSpace } from "../../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANT_NAMES, NASNET_VARIANTS, OPERATIONS } from "../../../src/spaces/nasnet/variants.ts"
import { spaceContract } from "../space-contract.ts"

const element = { state: 0, operation: "none" }
const cellOf = (length: number) => Array.from({ length }, () => ({ left: element, right: element }))
const genomeOf = (length: number) => ({ normal: cellOf(length), reduction: cellOf(length) })

for (const [index, variant] of NASNET_VARIANT_NAMES.entries()) {
  const { combinations } = NASNET_VARIANTS[variant]
  const fitting = genomeOf(combinations)
  spaceContract({
    space: makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant })),
    seed: 7301 + index,
    outside: [
      null,
      {},
      genomeOf(combinations + 1),
      { normal: fitting.normal },
      { ...fitting, extra: 1 },
      { ...fitting, concat: { normal: [] } },
      { ...fitting, concat: { normal: [2, 1] } },
      { ...fitting, concat: { normal: [1, 1] } },
      { ...fitting, concat: { reduction: [combinations + 2] } },
      { ...fitting, concat: { stem: [1] } }
    ],
    mayKeepGenome: ["operation"]
  })
}

describe("the variants", () => {
  it("grow: SP-II has the operations of SP-I and more, SP-III has those and twice the combinations", () => {
    expect(NASNET_VARIANTS["SP-II"].operations).toEqual(
      expect.arrayContaining([...NASNET_VARIANTS["SP-I"].operations])
    )
    expect(NASNET_VARIANTS["SP-II"].operations.length).toBe(19)
    expect(NASNET_VARIANTS["SP-III"].operations).toEqual(NASNET_VARIANTS["SP-II"].operations)
    expect(NASNET_VARIANTS["SP-III"].combinations).toBe(2 * NASNET_VARIANTS["SP-II"].combinations)
    expect(new Set(OPERATIONS).size).toBe(OPERATIONS.length)
  })

  it("refuse each other's genomes where they are not their own", () => {
    const parse = (variant: string, genome: unknown) =>
      makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant })).genome.safeParse(genome).success
    const modern = { ...element, operation: "1x1" }
    const genome = { ...genomeOf(5), normal: [{ left: modern, right: modern }, ...cellOf(4)] }
    expect([parse("SP-I", genome), parse("SP-II", genome), parse("SP-III", genome)]).toEqual([
      false,
      true,
      false
    ])
  })
})
