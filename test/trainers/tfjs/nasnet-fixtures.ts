/** Genomes in the literature's notation, and evaluators of the least size, for tests. */
import type { NasnetGenome } from "../../../src/spaces/nasnet/genome.ts"
import { nasnetGenomeSchema } from "../../../src/spaces/nasnet/genome.ts"
import { NASNET_VARIANTS } from "../../../src/spaces/nasnet/variants.ts"

const element = (text: string): unknown => {
  const match = /^(.+)\((\d)\)$/.exec(text)
  return { state: Number(match?.[2]), operation: match?.[1] }
}

/** "sep3x3(0)+none(1) …": five combinations, each operation(hidden state) twice. */
export const genomeOf = (cells: { normal: string; reduction: string }): NasnetGenome => {
  const cell = (text: string): unknown =>
    text.split(" ").map((combination) => {
      const [left = "", right = ""] = combination.split("+")
      return { left: element(left), right: element(right) }
    })
  return nasnetGenomeSchema(NASNET_VARIANTS["SP-I"]).parse({
    normal: cell(cells.normal),
    reduction: cell(cells.reduction)
  })
}

export const NASNET_A = genomeOf({
  normal: "sep5x5(0)+sep3x3(1) sep5x5(1)+sep3x3(1) avg3x3(0)+none(1) avg3x3(1)+avg3x3(1) sep3x3(0)+none(0)",
  reduction:
    "sep5x5(0)+sep7x7(1) max3x3(0)+sep7x7(1) avg3x3(0)+sep5x5(1) none(3)+avg3x3(2) sep3x3(2)+max3x3(0)"
})

export const AMOEBANET_A = genomeOf({
  normal: "avg3x3(0)+max3x3(0) sep3x3(1)+none(1) none(0)+avg3x3(1) sep3x3(0)+sep5x5(2) avg3x3(5)+sep3x3(0)",
  reduction:
    "sep3x3(1)+avg3x3(0) max3x3(0)+sep7x7(2) max3x3(1)+max3x3(0) sep3x3(4)+1x7_7x1(0) avg3x3(1)+sep7x7(0)"
})

/** Every operation in both cells, and input 0 of the reduction cell unread, so that it must be reduced. */
export const EVERY_OPERATION = genomeOf({
  normal: "none(0)+sep3x3(1) sep5x5(0)+sep7x7(2) avg3x3(1)+max3x3(3) dil3x3(0)+1x7_7x1(4) none(5)+dil3x3(2)",
  reduction:
    "none(1)+sep3x3(1) sep5x5(1)+sep7x7(2) avg3x3(1)+max3x3(1) dil3x3(1)+1x7_7x1(1) none(3)+dil3x3(1)"
})

/** Cheap to train: one separable convolution, the rest poolings and identities. */
export const LIGHT = genomeOf({
  normal: "sep3x3(0)+none(1) none(2)+avg3x3(0) none(0)+none(3) none(4)+none(2) none(5)+none(1)",
  reduction: "sep3x3(0)+max3x3(1) none(2)+none(1) none(3)+none(2) none(4)+none(2) none(5)+none(0)"
})
