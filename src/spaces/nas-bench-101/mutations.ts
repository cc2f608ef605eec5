/**
 * The two mutations of NAS-Bench-101 that were published, and the draw of a random cell. They change the unpruned
 * encoding, so parts that compute nothing now can matter later. An edge flips; an operation becomes another one.
 */
import type { Json } from "../../domain/canonical-json.ts"
import type { RandomStream } from "../../domain/random-stream.ts"
import type { MutationOperator } from "../../domain/space.ts"
import {
  EDGE_BITS,
  INTERIOR_MAX,
  OPERATIONS,
  operationOf,
  operationShift,
  type PackedCell,
  VERTICES_MAX
} from "./cell.ts"
import type { NasBench101Config } from "./config.ts"
import { EDGE_GENES, genomeOf, OPERATION_GENES, packGenome } from "./genome.ts"
import { drawMember } from "./redraw.ts"

/** A cell of which every genome under the config is equally likely. */
export const randomCell = (config: NasBench101Config, stream: RandomStream): PackedCell =>
  drawMember(config, () => {
    let cell = stream.below(2 ** EDGE_BITS)
    let operations = stream.below(OPERATIONS.length ** INTERIOR_MAX)
    for (const vertex of OPERATION_GENES) {
      cell |= (operations % OPERATIONS.length) << operationShift(vertex)
      operations = Math.floor(operations / OPERATIONS.length)
    }
    return cell
  })

/** Changes one of the 26 genes, each equally likely (Ying et al. 2019). */
export const oneGene =
  (config: NasBench101Config): MutationOperator<string> =>
  (genome, stream) => {
    const parent = packGenome(genome)
    const child = drawMember(config, () => {
      const gene = stream.below(EDGE_GENES.length + OPERATION_GENES.length)
      const edge = EDGE_GENES[gene]
      return edge === undefined
        ? otherOperation(parent, gene - EDGE_GENES.length + 1, stream)
        : parent ^ (1 << edge.bit)
    })
    return { genome: genomeOf(child), change: geneChange(parent, child) }
  }

/** One edge in seven flips, one operation in five changes. */
const ONE_EDGE_IN = VERTICES_MAX
const ONE_OPERATION_IN = INTERIOR_MAX

/** Changes each gene by itself: three edges and one operation on average, perhaps none (the notebook). */
export const perGene =
  (config: NasBench101Config): MutationOperator<string> =>
  (genome, stream) => {
    const parent = packGenome(genome)
    const child = drawMember(config, () => changeEachGene(parent, stream))
    return { genome: genomeOf(child), change: geneChanges(parent, child) }
  }

const changeEachGene = (parent: PackedCell, stream: RandomStream): PackedCell => {
  let cell = parent
  for (const { bit } of EDGE_GENES) if (stream.below(ONE_EDGE_IN) === 0) cell ^= 1 << bit
  for (const vertex of OPERATION_GENES)
    if (stream.below(ONE_OPERATION_IN) === 0) cell = otherOperation(cell, vertex, stream)
  return cell
}

/** The cell with another operation on the vertex, each equally likely. */
const otherOperation = (cell: PackedCell, vertex: number, stream: RandomStream): PackedCell => {
  const operation = (operationOf(cell, vertex) + 1 + stream.below(OPERATIONS.length - 1)) % OPERATIONS.length
  return (cell & ~(3 << operationShift(vertex))) | (operation << operationShift(vertex))
}

/** What became of one gene, for the log. */
const geneChange = (parent: PackedCell, child: PackedCell): Record<string, Json> => {
  const edge = EDGE_GENES.find(({ bit }) => (((parent ^ child) >>> bit) & 1) === 1)
  if (edge !== undefined) return { edge: edge.name, now: ((child >>> edge.bit) & 1) === 1 ? "there" : "gone" }
  const vertex = changedVertices(parent, child)[0] ?? 0
  return { from: operationName(parent, vertex), to: operationName(child, vertex), vertex }
}

/** What became of all genes, for the log: edges that came and went, operations. Kinds that did not change are left out. */
const geneChanges = (parent: PackedCell, child: PackedCell): Record<string, Json> => {
  const named = (edges: number): string =>
    EDGE_GENES.filter(({ bit }) => ((edges >>> bit) & 1) === 1)
      .map(({ name }) => name)
      .join(" ")
  const vertices = changedVertices(parent, child)
  const changes = {
    added: named(child & ~parent),
    operations: vertices.map((vertex) => `${vertex} ${operationName(child, vertex)}`).join(" "),
    removed: named(parent & ~child)
  }
  const told = Object.entries(changes).filter(([, change]) => change !== "")
  return told.length === 0 ? { genes: "none" } : Object.fromEntries(told)
}

const changedVertices = (parent: PackedCell, child: PackedCell): readonly number[] =>
  OPERATION_GENES.filter((vertex) => operationOf(parent, vertex) !== operationOf(child, vertex))

const operationName = (cell: PackedCell, vertex: number): string =>
  OPERATIONS[operationOf(cell, vertex)] ?? "?"
