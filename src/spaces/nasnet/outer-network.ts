/**
 * The outer network that a genome's two cells are put into, as a plan: three stacks of N normal cells with a reduction
 * cell between stacks. Filters double at each reduction cell, itself included.
 */
import type { NasnetConfig } from "./config.ts"
import type { CellName } from "./genome.ts"

/** N and F. */
export type OuterSize = Pick<NasnetConfig, "cells" | "filters">

export interface PlannedCell {
  readonly cell: CellName
  readonly filters: number
  /** 2 in a reduction cell, where the operations that read the cell's inputs are strided. */
  readonly stride: 1 | 2
}

const STACKS = 3

/** The stem of the networks for small images is a 3x3 convolution to this many times F filters. */
export const STEM_MULTIPLIER = 3

/** The cells in order: N-R-N-R-N for N = 1. */
export const planCells = ({ cells, filters }: OuterSize): readonly PlannedCell[] =>
  Array.from({ length: STACKS }, (_, stack): PlannedCell[] => {
    const stackFilters = filters * 2 ** stack
    const normal: PlannedCell = { cell: "normal", filters: stackFilters, stride: 1 }
    const reduction: PlannedCell = { cell: "reduction", filters: stackFilters, stride: 2 }
    return [...(stack === 0 ? [] : [reduction]), ...new Array<PlannedCell>(cells).fill(normal)]
  }).flat()

/** The ImageNet networks begin with two more reduction cells, of F/4 and F/2 filters. */
export const planStemCells = ({ filters }: OuterSize): readonly PlannedCell[] =>
  [4, 2].map((divisor) => ({ cell: "reduction", filters: Math.floor(filters / divisor), stride: 2 }))
