/** Which cells are in the benchmark: those that connect their input with their output by at most nine edges. */
import { EDGES_MAX, edgeCount, type PackedCell } from "./cell.ts"
import type { NasBench101Config } from "./config.ts"
import { prune } from "./pruning.ts"

/** The pruned form of a cell that is valid by the rule, otherwise `undefined`. */
export const prunedIfValid = (
  cell: PackedCell,
  edgeLimit: NasBench101Config["edgeLimit"]
): PackedCell | undefined => {
  if (edgeLimit === "before-pruning" && edgeCount(cell) > EDGES_MAX) return undefined
  const pruned = prune(cell)
  return pruned === undefined || edgeCount(pruned) > EDGES_MAX ? undefined : pruned
}

/** Whether a cell is a genome under the config: it is valid, or invalid ones are kept. */
export const isMember = (cell: PackedCell, { edgeLimit, invalid }: NasBench101Config): boolean =>
  invalid === "keep" || prunedIfValid(cell, edgeLimit) !== undefined
