/** Crossover: every combination is one parent's, and the change says whose. */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import { PUBLISHED_GENOTYPES } from "../../../src/spaces/nasnet/genotypes/published.ts"
import { makeNasnetSpace } from "../../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANT_NAMES } from "../../../src/spaces/nasnet/variants.ts"

const SEED = 7320

describe(`crossover, seed ${SEED}`, () => {
  for (const variant of NASNET_VARIANT_NAMES) {
    const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant }))

    it(`gives genomes of ${variant}, each combination from the parent that the change names`, () => {
      for (let index = 0; index < 200; index++) {
        const first = space.random(randomStream(SEED, "first", index))
        const second = space.random(randomStream(SEED, "second", index))
        const child = space.crossover?.(first, second, randomStream(SEED, "cross", index))
        const parents = { first, second }
        for (const cell of ["normal", "reduction"] as const) {
          const origins = child?.change[cell] as ("first" | "second")[]
          expect(child?.genome[cell]).toEqual(origins.map((origin, k) => parents[origin][cell][k]))
        }
      }
    })
  }

  it("takes a combination from either parent equally often (error probability 0.001)", () => {
    const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet" }))
    const [first, second] = [0, 1].map((index) => space.random(randomStream(SEED, "random", index)))
    if (first === undefined || second === undefined) throw new Error("two parents are needed")
    let fromFirst = 0
    for (let index = 0; index < 400; index++) {
      const change = space.crossover?.(first, second, randomStream(SEED, "share", index))?.change
      const origins = [change?.normal, change?.reduction].flat()
      expect(origins.length).toBe(10)
      fromFirst += origins.filter((origin) => origin === "first").length
    }
    expect(Math.abs(fromFirst - 2000)).toBeLessThan(3.29 * Math.sqrt(4000 / 4))
  })

  it("and mutation leave a published genotype's list of concatenated states behind", () => {
    const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant: "SP-II" }))
    for (const { genome } of PUBLISHED_GENOTYPES) {
      expect(space.genome.parse(genome)).toEqual(genome)
      const child = space.crossover?.(genome, genome, randomStream(SEED, "published", 0))
      expect(Object.keys(child?.genome ?? {})).toEqual(["normal", "reduction"])
      for (const operator of Object.values(space.operators)) {
        const mutant = operator(genome, randomStream(SEED, "published", 1))?.genome ?? {}
        expect(Object.keys(mutant)).toEqual(["normal", "reduction"])
      }
    }
  })
})
