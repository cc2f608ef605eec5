/** Genomes as decisions, in the order that the controller relies on; what every coding keeps is in the contract. */
import { describe, expect, it } from "vitest"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import { makeNasnetSpace } from "../../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANT_NAMES, NASNET_VARIANTS } from "../../../src/spaces/nasnet/variants.ts"

for (const name of NASNET_VARIANT_NAMES) {
  const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant: name }))
  const { decisions } = space
  if (decisions === undefined) throw new Error("the NASNet space has decisions")
  const variant = NASNET_VARIANTS[name]

  describe(`the decisions of ${name}`, () => {
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
  })
}
