/**
 * A cell of NAS-Bench-101 (Ying et al. 2019, arXiv 1902.09635) in one number: a directed acyclic graph of up to seven
 * vertices, 0 the input and the last the output, with one of three operations on each vertex between.
 *
 * Bits 0 to 20 are the upper triangle of the adjacency matrix, column after column: the edge x→y is bit
 * x + y(y−1)/2, so the first n(n−1)/2 bits are a cell of n vertices. Bits 21 + 2k are the operation of vertex k + 1.
 */

/** 31 bits, so it is a small integer for the machine as well. */
export type PackedCell = number

export const VERTICES_MAX = 7
export const EDGE_BITS = (VERTICES_MAX * (VERTICES_MAX - 1)) / 2
export const EDGES_MAX = 9
export const INTERIOR_MAX = VERTICES_MAX - 2

/** The operations by index, under their official names. */
export const OPERATIONS = ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"] as const

/** The bit of the edge `from`→`to`. */
export const edgeBit = (from: number, to: number): number => from + (to * (to - 1)) / 2

/** The vertices with an edge into `vertex`, as a mask. */
export const predecessorsOf = (cell: PackedCell, vertex: number): number =>
  (cell >>> ((vertex * (vertex - 1)) / 2)) & ((1 << vertex) - 1)

/** The index of the operation of an interior vertex, numbered from 1. */
export const operationOf = (cell: PackedCell, vertex: number): number => (cell >>> operationShift(vertex)) & 3

/** Where the two bits of a vertex's operation begin. */
export const operationShift = (vertex: number): number => EDGE_BITS + 2 * (vertex - 1)

/** The number of vertices of a pruned cell: its output is its last vertex with an edge into it. */
export const vertexCount = (cell: PackedCell): number => {
  for (let vertex = VERTICES_MAX - 1; vertex > 0; vertex--)
    if (predecessorsOf(cell, vertex) !== 0) return vertex + 1
  return 1
}

export const edgeCount = (cell: PackedCell): number => countBits(cell & ((1 << EDGE_BITS) - 1))

/** How many bits are set in a mask below 2^31. */
export const countBits = (mask: number): number => {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
