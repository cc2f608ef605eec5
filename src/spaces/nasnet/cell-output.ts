/** Which hidden states make a cell's output: those that nothing reads, or those that a published genotype names. */
import type { Cell, CellName, NasnetGenome } from "./genome.ts"
import { CELL_INPUTS } from "./variants.ts"

/** The hidden states that no combination reads, ascending; there is at least one, the last. */
export const unusedStates = (cell: Cell): readonly number[] => {
  const used = new Set(cell.flatMap(({ left, right }) => [left.state, right.state]))
  return Array.from({ length: cell.length + CELL_INPUTS }, (_, state) => state).filter(
    (state) => !used.has(state)
  )
}

/** The hidden states that the cell of this name concatenates. */
export const concatenatedStates = (genome: NasnetGenome, name: CellName): readonly number[] =>
  genome.concat?.[name] ?? unusedStates(genome[name])
