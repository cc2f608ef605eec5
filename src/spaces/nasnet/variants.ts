/**
 * The variants of the NASNet space of "Regularized Evolution" (Real et al. 2018, arXiv 1802.01548), as data: a
 * variant is its list of operations and its number of pairwise combinations a cell.
 *
 * SP-I is in the paper's text. SP-II "adds operations" and SP-III "adds combinations", but their lists are in a
 * supplement (A) that we could not read, so both rows are our reading: SP-II has SP-I's operations and all others
 * that the authors' released network can build from an operation's name, among them those that AmoebaNet-B and
 * AmoebaNet-D are made of, which must have come from some such space; SP-III has SP-II's and 10 combinations.
 * A comparison with the paper's figures for the two holds only as far as this reading does.
 */

/** Every operation that some variant knows; what each one computes is in `operation-layers.ts`. */
export const OPERATIONS = [
  "none",
  "sep3x3",
  "sep5x5",
  "sep7x7",
  "avg3x3",
  "max3x3",
  "dil3x3",
  "1x7_7x1",
  "1x1",
  "3x3",
  "1x3_3x1",
  "dil2-3x3",
  "dil4-3x3",
  "dil6-3x3",
  "dil2-sep5x5",
  "min3x3",
  "avg2x2",
  "max2x2",
  "min2x2"
] as const

export type OperationName = (typeof OPERATIONS)[number]

export interface NasnetVariant {
  readonly operations: readonly [OperationName, ...OperationName[]]
  readonly combinations: number
}

export const NASNET_VARIANTS = {
  /** The space of the paper's main experiments: 5 combinations a cell, 8 operations, 3.1e29 encodings. */
  "SP-I": {
    operations: ["none", "sep3x3", "sep5x5", "sep7x7", "avg3x3", "max3x3", "dil3x3", "1x7_7x1"],
    combinations: 5
  },
  /** More operations: 19. */
  "SP-II": { operations: OPERATIONS, combinations: 5 },
  /** More operations and twice the combinations. */
  "SP-III": { operations: OPERATIONS, combinations: 10 }
} as const satisfies Record<string, NasnetVariant>

export type NasnetVariantName = keyof typeof NASNET_VARIANTS

export const NASNET_VARIANT_NAMES = ["SP-I", "SP-II", "SP-III"] as const satisfies NasnetVariantName[]

/** The cell's own inputs: hidden state 0 (the cell before) and hidden state 1 (the cell before that). */
export const CELL_INPUTS = 2
