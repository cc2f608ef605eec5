/**
 * The canonical form: two pruned cells are the same network if renumbering the interior vertices of one gives the
 * other, and then, and only then, their canonical forms are equal. It is the benchmark's unique cell, for which the
 * official code computes a hash (md5 over neighbourhoods); here it is a packed cell again.
 *
 * Among the orders of the vertices in which every edge leads forwards, it takes the one whose sequence of vertices is
 * least, a vertex being its operation and then its edges from the vertices before. Orders are grown vertex by
 * vertex, and only those that are least so far are kept, which is one or a few.
 */
import {
  operationOf,
  operationShift,
  type PackedCell,
  predecessorsOf,
  VERTICES_MAX,
  vertexCount
} from "./cell.ts"

/** The canonical form of a pruned cell. */
export const canonicalForm = (cell: PackedCell): PackedCell => {
  const output = vertexCount(cell) - 1
  let canonical = 0
  let orders = [INPUT_ALONE]
  for (let position = 1; position < output; position++) {
    const { least, extended } = extend(cell, orders, position, output)
    canonical |= (least & COLUMN) << ((position * (position - 1)) / 2)
    canonical |= (least >>> COLUMN_BITS) << operationShift(position)
    orders = extended
  }
  let column = Number.POSITIVE_INFINITY
  for (const order of orders)
    column = Math.min(column, renumbered(predecessorsOf(cell, output), order, output))
  return canonical | (column << ((output * (output - 1)) / 2))
}

const COLUMN_BITS = VERTICES_MAX
const COLUMN = (1 << COLUMN_BITS) - 1

/** An order is the vertices by position, three bits each, above the mask of those it holds. */
const INPUT_ALONE = 1
const MASK = COLUMN
const POSITION_BITS = 3

const vertexAt = (order: number, position: number): number =>
  (order >>> (COLUMN_BITS + POSITION_BITS * position)) & 7

/** A mask of vertices as a mask of their positions in the order. */
const renumbered = (vertices: number, order: number, positions: number): number => {
  let mask = 0
  for (let position = 0; position < positions; position++)
    mask |= ((vertices >>> vertexAt(order, position)) & 1) << position
  return mask
}

/** Whether a vertex is still to be placed, and all its predecessors are there. */
const isNext = (order: number, vertex: number, predecessors: number): boolean =>
  ((order >>> vertex) & 1) === 0 && (predecessors & ~order & MASK) === 0

/** All least ways to put one more vertex at the end of the orders. */
const extend = (
  cell: PackedCell,
  orders: readonly number[],
  position: number,
  output: number
): { readonly least: number; readonly extended: number[] } => {
  let least = Number.POSITIVE_INFINITY
  let extended: number[] = []
  for (const order of orders) {
    for (let vertex = 1; vertex < output; vertex++) {
      const predecessors = predecessorsOf(cell, vertex)
      if (!isNext(order, vertex, predecessors)) continue
      const key = (operationOf(cell, vertex) << COLUMN_BITS) | renumbered(predecessors, order, position)
      if (key > least) continue
      if (key < least) extended = []
      least = key
      extended.push(order | (1 << vertex) | (vertex << (COLUMN_BITS + POSITION_BITS * position)))
    }
  }
  return { least, extended }
}
