/** All forms of a cell, by trying every order of its interior vertices: slow, and obviously right. */
import {
  edgeBit,
  operationOf,
  operationShift,
  type PackedCell,
  predecessorsOf,
  vertexCount
} from "../../../src/spaces/nas-bench-101/cell.ts"

const permutations = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) =>
        permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest])
      )

/** The cell with vertex v renumbered to `numbers[v]`; undefined where an edge would lead backwards. */
const renumber = (cell: PackedCell, numbers: readonly number[]): PackedCell | undefined => {
  const output = numbers.length - 1
  let renumbered = 0
  for (let to = 1; to <= output; to++) {
    for (let from = 0; from < to; from++) {
      if (((predecessorsOf(cell, to) >>> from) & 1) === 0) continue
      if (numbers[from]! >= numbers[to]!) return undefined
      renumbered |= 1 << edgeBit(numbers[from]!, numbers[to]!)
    }
    if (to < output) renumbered |= operationOf(cell, to) << operationShift(numbers[to]!)
  }
  return renumbered
}

/** The cell under every renumbering of its interior vertices that leaves all edges leading forwards. */
export const allForms = (cell: PackedCell): PackedCell[] => {
  const interior = Array.from({ length: vertexCount(cell) - 2 }, (_, i) => i + 1)
  return permutations(interior).flatMap((order) => renumber(cell, [0, ...order, interior.length + 1]) ?? [])
}
