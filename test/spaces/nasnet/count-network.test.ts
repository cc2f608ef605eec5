/**
 * The published networks have the published sizes. The exact numbers are those of a counter that shares no code with
 * this one; the papers give 3.3M, 2.6M, 3.2M, 2.8M, 88.9M, 86.7M and 469M. The multiply-adds are compared with the
 * papers' rounded figures.
 */
import { describe, expect, it } from "vitest"
import { unusedStates } from "../../../src/spaces/nasnet/cell-output.ts"
import { countNetwork, type Stem } from "../../../src/spaces/nasnet/count-network.ts"
import { describeNasnetGenome, nasnetGenomeSchema } from "../../../src/spaces/nasnet/genome.ts"
import { readGenome } from "../../../src/spaces/nasnet/genotypes/notation.ts"
import { PUBLISHED_GENOTYPES } from "../../../src/spaces/nasnet/genotypes/published.ts"
import { NASNET_VARIANTS } from "../../../src/spaces/nasnet/variants.ts"

const genotype = (name: string) => {
  const found = PUBLISHED_GENOTYPES.find((published) => published.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

const cifar = (name: string, filters: number) =>
  countNetwork({
    genome: genotype(name).genome,
    outer: { cells: 6, filters },
    stem: { kind: "small", stride: 1 },
    image: { height: 32, width: 32, channels: 3 },
    classes: 10
  })

const imagenet = (name: string, filters: number, side = 331) => {
  const { genome, imagenetStemFilters } = genotype(name)
  const stem: Stem = { kind: "imagenet", filters: imagenetStemFilters }
  const image = { height: side, width: side, channels: 3 }
  return countNetwork({ genome, outer: { cells: 6, filters }, stem, image, classes: 1000 })
}

describe("the parameters of the published networks", () => {
  it.each([
    ["NASNet-A", 32, 3_328_234],
    ["AmoebaNet-A", 32, 2_558_858],
    ["AmoebaNet-A", 36, 3_207_106],
    ["AmoebaNet-B", 36, 2_826_082]
  ])("%s with F = %i for CIFAR-10", (name, filters, parameters) => {
    expect(cifar(name, filters).parameters).toBe(parameters)
  })

  it.each([
    ["NASNet-A", 168, 88_743_820],
    ["AmoebaNet-A", 190, 86_718_007],
    ["AmoebaNet-A", 448, 468_157_056]
  ])("%s with F = %i for ImageNet", (name, filters, parameters) => {
    expect(imagenet(name, filters).parameters).toBe(parameters)
  })

  it("are fewer where the cells concatenate what is unused", () => {
    const { concat: _concat, ...searched } = genotype("AmoebaNet-A").genome
    const image = { height: 32, width: 32, channels: 3 }
    const stem: Stem = { kind: "small", stride: 1 }
    const { parameters } = countNetwork({
      genome: searched,
      outer: { cells: 6, filters: 32 },
      stem,
      image,
      classes: 10
    })
    expect(parameters).toBe(2_251_402)
  })
})

describe("the multiply-adds of the published networks", () => {
  it.each([
    ["NASNet-A", 168, 331, 23.8e9],
    ["AmoebaNet-A", 190, 331, 23.1e9],
    // The paper says 331 pixels of all its ImageNet networks, but its figure for this one is that of 299.
    ["AmoebaNet-A", 448, 299, 104e9]
  ])(
    "%s with F = %i at %i pixels are within 0.3 % of the papers' figure",
    (name, filters, side, published) => {
      expect(Math.abs(imagenet(name, filters, side).flops / published - 1)).toBeLessThan(0.003)
    }
  )
})

describe("the published genotypes", () => {
  it("are genomes of SP-II, and A, C and NASNet-A of SP-I as well", () => {
    const isOf = (variant: "SP-I" | "SP-II") =>
      PUBLISHED_GENOTYPES.filter(
        ({ genome }) => nasnetGenomeSchema(NASNET_VARIANTS[variant]).safeParse(genome).success
      ).map(({ name }) => name)
    expect(isOf("SP-II").length).toBe(5)
    expect(isOf("SP-I")).toEqual(["AmoebaNet-A", "AmoebaNet-C", "NASNet-A"])
  })

  it("concatenate at least what is unused", () => {
    for (const { genome } of PUBLISHED_GENOTYPES) {
      for (const cell of ["normal", "reduction"] as const) {
        expect(genome.concat?.[cell]).toEqual(expect.arrayContaining([...unusedStates(genome[cell])]))
      }
    }
  })

  it("are described in the notation in which they are written", () => {
    const { genome } = genotype("AmoebaNet-B")
    const [normal = "", reduction = ""] = describeNasnetGenome(genome).split(" | ")
    expect(
      readGenome({ normal: normal.replace("normal ", ""), reduction: reduction.replace("reduction ", "") })
    ).toEqual(genome)
  })

  it("cannot be written wrongly: a mistake throws", () => {
    const none = "none(0)+none(0) none(0)+none(0) none(0)+none(0) none(0)+none(0) none(0)+none(0)"
    expect(readGenome({ normal: none, reduction: none })).not.toHaveProperty("concat")
    expect(() => readGenome({ normal: `${none} -> 7`, reduction: none })).toThrow()
    expect(() => readGenome({ normal: none.replace("none", "nine"), reduction: none })).toThrow()
  })
})
