/**
 * Pruning: vertices that are on no path from the input to the output compute nothing that counts, so they are
 * dropped, and the others move up. It comes before everything that is asked of a network: its validity, its
 * identity, its size.
 */
import { operationOf, operationShift, type PackedCell, predecessorsOf, VERTICES_MAX } from "./cell.ts"

const OUTPUT = VERTICES_MAX - 1

/** The pruned form of a cell with all seven vertices; `undefined` if no path leads from its input to its output. */
export const prune = (cell: PackedCell): PackedCell | undefined => {
  const kept = verticesOnPaths(cell)
  if (kept === 0) return undefined
  let pruned = 0
  let position = 1
  for (let vertex = 1; vertex <= OUTPUT; vertex++) {
    if (((kept >>> vertex) & 1) === 0) continue
    pruned |= gather(predecessorsOf(cell, vertex), kept) << ((position * (position - 1)) / 2)
    if (vertex < OUTPUT) pruned |= operationOf(cell, vertex) << operationShift(position)
    position++
  }
  return pruned
}

/** The mask of the vertices on paths from input to output; 0 if there is no such path. */
const verticesOnPaths = (cell: PackedCell): number => {
  let reached = 1
  for (let vertex = 1; vertex <= OUTPUT; vertex++)
    if ((predecessorsOf(cell, vertex) & reached) !== 0) reached |= 1 << vertex
  if (reached >>> OUTPUT === 0) return 0
  let needed = 1 << OUTPUT
  for (let vertex = OUTPUT; vertex > 0; vertex--)
    if (((needed >>> vertex) & 1) === 1) needed |= predecessorsOf(cell, vertex)
  return reached & needed
}

/** The bits of `bits` at the places that are set in `places`, closed up. */
const gather = (bits: number, places: number): number => {
  let gathered = 0
  let next = 0
  for (let rest = places; rest !== 0; rest &= rest - 1) {
    if ((bits & rest & -rest) !== 0) gathered |= 1 << next
    next++
  }
  return gathered
}
