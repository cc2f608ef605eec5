/**
 * A genome is the paper's raw encoding of a cell, unpruned: 21 binary digits, the upper triangle of the 7×7 adjacency
 * matrix row after row, a colon, and the operations of the five interior vertices, such as
 * `110100000010000100001:00121` (0 conv3x3-bn-relu, 1 conv1x1-bn-relu, 2 maxpool3x3). Many genomes are the same
 * network; `canonical-form.ts` tells which.
 */
import { EDGE_BITS, edgeBit, INTERIOR_MAX, operationOf, operationShift, type PackedCell } from "./cell.ts"

export const GENOME_PATTERN = /^[01]{21}:[0-2]{5}$/

/** A gene for an edge, in the order of the genome: from vertex 0 to 1, 0 to 2, …, 5 to 6. */
export interface EdgeGene {
  readonly name: string
  readonly bit: number
}

const edgeGenes = (): EdgeGene[] => {
  const genes: EdgeGene[] = []
  for (let from = 0; from <= INTERIOR_MAX; from++)
    for (let to = from + 1; to <= INTERIOR_MAX + 1; to++)
      genes.push({ name: `${from}->${to}`, bit: edgeBit(from, to) })
  return genes
}

export const EDGE_GENES: readonly EdgeGene[] = edgeGenes()

/** The vertices that have a gene for their operation. */
export const OPERATION_GENES: readonly number[] = Array.from({ length: INTERIOR_MAX }, (_, i) => i + 1)

const CODE_OF_0 = 48

/** Packs a genome that matches `GENOME_PATTERN`. */
export const packGenome = (genome: string): PackedCell => {
  let cell = 0
  EDGE_GENES.forEach(({ bit }, gene) => {
    cell |= (genome.charCodeAt(gene) - CODE_OF_0) << bit
  })
  for (const vertex of OPERATION_GENES)
    cell |= (genome.charCodeAt(EDGE_BITS + vertex) - CODE_OF_0) << operationShift(vertex)
  return cell
}

/** The genome of a cell with all seven vertices. */
export const genomeOf = (cell: PackedCell): string => {
  let genome = ""
  for (const { bit } of EDGE_GENES) genome += (cell >>> bit) & 1
  genome += ":"
  for (const vertex of OPERATION_GENES) genome += operationOf(cell, vertex)
  return genome
}
