/**
 * The space counted: all 2^21 matrices, all labellings of those that remain, and what is left of them up to
 * isomorphism. The figures are those of the benchmark (Ying et al. 2019) and of independent counts; the cells that
 * come out must be those that were trained.
 */
import { describe, expect, it } from "vitest"
import { nasBench101Columns } from "../../../src/datasets/nas-bench-101.ts"
import { canonicalForm } from "../../../src/spaces/nas-bench-101/canonical-form.ts"
import {
  EDGE_BITS,
  EDGES_MAX,
  edgeCount,
  OPERATIONS,
  operationShift,
  vertexCount
} from "../../../src/spaces/nas-bench-101/cell.ts"
import { prune } from "../../../src/spaces/nas-bench-101/pruning.ts"

const MATRICES = 2 ** EDGE_BITS

const counts = { disconnected: 0, validBefore: 0, validAfter: 0 }
const prunedMatrices = new Set<number>()
for (let matrix = 0; matrix < MATRICES; matrix++) {
  const pruned = prune(matrix)
  if (pruned === undefined) counts.disconnected++
  else {
    if (edgeCount(matrix) <= EDGES_MAX) counts.validBefore++
    if (edgeCount(pruned) <= EDGES_MAX) {
      counts.validAfter++
      prunedMatrices.add(pruned)
    }
  }
}

/** The matrix with every choice of operations on its interior vertices. */
const labelled = (matrix: number): number[] => {
  let cells = [matrix]
  for (let vertex = 1; vertex < vertexCount(matrix) - 1; vertex++)
    cells = cells.flatMap((cell) =>
      OPERATIONS.map((_, operation) => cell | (operation << operationShift(vertex)))
    )
  return cells
}

describe("of the 2^21 matrices", () => {
  it("149,607 connect nothing, 573,494 have at most 9 edges, and 1,538,083 have at most 9 after pruning", () => {
    expect(counts).toEqual({ disconnected: 149_607, validBefore: 573_494, validAfter: 1_538_083 })
    expect((100 * (counts.validBefore / MATRICES)).toFixed(2)).toBe("27.35")
    expect((100 * (counts.validAfter / MATRICES)).toFixed(2)).toBe("73.34")
  })
})

describe("the cells up to isomorphism", () => {
  const unique = new Set<number>()
  for (const matrix of prunedMatrices) for (const cell of labelled(matrix)) unique.add(canonicalForm(cell))

  it("are 423,624, by vertices 1, 6, 84, 2,441, 62,010 and 359,082", () => {
    expect(unique.size).toBe(423_624)
    const byVertices = new Map<number, number>()
    for (const cell of unique) byVertices.set(vertexCount(cell), (byVertices.get(vertexCount(cell)) ?? 0) + 1)
    expect([2, 3, 4, 5, 6, 7].map((vertices) => byVertices.get(vertices))).toEqual([
      1, 6, 84, 2_441, 62_010, 359_082
    ])
  })

  it("are those that were trained", () => {
    const { cells } = nasBench101Columns()
    expect(cells.length).toBe(unique.size)
    expect(cells.every((cell) => unique.has(cell))).toBe(true)
  })
})
