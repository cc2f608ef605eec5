/** Genomes as decisions: there and back again, in the order that the controller relies on. */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import { makeNasnetSpace } from "../../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANT_NAMES, NASNET_VARIANTS } from "../../../src/spaces/nasnet/variants.ts"

const SEED = 7310

for (const name of NASNET_VARIANT_NAMES) {
  const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant: name }))
  const { decisions } = space
  if (decisions === undefined) throw new Error("the NASNet space has decisions")
  const variant = NASNET_VARIANTS[name]

  describe(`the decisions of ${name}, seed ${SEED}`, () => {
    it("code every random genome within the options, and give it back", () => {
      for (let index = 0; index < 200; index++) {
        const genome = space.random(randomStream(SEED, "random", index))
        const made = decisions.toDecisions(genome)
        expect(made.length).toBe(decisions.options.length)
        const outside = made.filter(
          (decision, place) => decision < 0 || decision >= (decisions.options[place] ?? 0)
        )
        expect(outside).toEqual([])
        expect(decisions.toGenome(made)).toEqual(genome)
      }
    })

    it("make a valid genome of any options, and read back as they were", () => {
      for (let index = 0; index < 200; index++) {
        const stream = randomStream(SEED, "decisions", index)
        const made = decisions.options.map((options) => stream.below(options))
        const genome = decisions.toGenome(made)
        expect(space.genome.safeParse(genome).success).toBe(true)
        if (genome !== undefined) expect(decisions.toDecisions(genome)).toEqual(made)
      }
    })

    it("are, cell by cell and combination by combination, left state, right state, left operation, right operation", () => {
      const operations = variant.operations.length
      const cell = Array.from({ length: variant.combinations }, (_, k) => [
        k + 2,
        k + 2,
        operations,
        operations
      ]).flat()
      expect(decisions.options).toEqual([...cell, ...cell])
      const zeros = decisions.options.map(() => 0)
      const genomeWith = (place: number, value: number) =>
        decisions.toGenome(zeros.map((zero, index) => (index === place ? value : zero)))
      expect(genomeWith(4, 2)?.normal[1]?.left.state).toBe(2)
      expect(genomeWith(5, 2)?.normal[1]?.right.state).toBe(2)
      expect(genomeWith(6, 3)?.normal[1]?.left.operation).toBe(variant.operations[3])
      expect(genomeWith(cell.length + 3, 1)?.reduction[0]?.right.operation).toBe(variant.operations[1])
    })

    it("make nothing where one is out of range, fractional, missing or too many", () => {
      const zeros = decisions.options.map(() => 0)
      for (const [place, options] of decisions.options.entries()) {
        const withValue = (value: number) => zeros.map((zero, index) => (index === place ? value : zero))
        for (const value of [options, -1, 0.5, Number.NaN])
          expect(decisions.toGenome(withValue(value))).toBeUndefined()
      }
      expect(decisions.toGenome(zeros.slice(1))).toBeUndefined()
      expect(decisions.toGenome([...zeros, 0])).toBeUndefined()
    })
  })
}
