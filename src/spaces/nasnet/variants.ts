/**
 * The variants of the NASNet space of "Regularized Evolution" (Real et al. 2018, arXiv 1802.01548), as data: a
 * variant is its list of operations and its number of pairwise combinations a cell. Only SP-I is here; SP-II
 * (more operations) and SP-III (more combinations) are further rows of this table, once somebody can check
 * them against the paper's Supplement A.
 */

/** Every operation that some variant knows; what each one computes is in `trainers/tfjs/cell-operations.ts`. */
export type OperationName =
  | "none"
  | "sep3x3"
  | "sep5x5"
  | "sep7x7"
  | "avg3x3"
  | "max3x3"
  | "dil3x3"
  | "1x7_7x1"

export interface NasnetVariant {
  readonly operations: readonly [OperationName, ...OperationName[]]
  readonly combinations: number
}

export const NASNET_VARIANTS = {
  /** The space of the paper's main experiments: 5 combinations a cell, 8 operations, 3.1e29 encodings. */
  "SP-I": {
    operations: ["none", "sep3x3", "sep5x5", "sep7x7", "avg3x3", "max3x3", "dil3x3", "1x7_7x1"],
    combinations: 5
  }
} as const satisfies Record<string, NasnetVariant>

export type NasnetVariantName = keyof typeof NASNET_VARIANTS

/** The cell's own inputs: hidden state 0 (the cell before) and hidden state 1 (the cell before that). */
export const CELL_INPUTS = 2
