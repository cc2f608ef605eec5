/**
 * The search space of NAS-Bench-201 (Dong and Yang 2020, arXiv 2001.00326): a cell of four nodes whose six
 * edges each carry one of five operations, 5^6 = 15,625 cells in all. Every cell has been trained, so a search
 * can be run on recorded accuracies (`trainers/table/nas-bench-201.ts`).
 *
 * A genome is the key of a cell: six digits, one operation index an edge. Cells that are isomorphic have
 * different keys and were trained apart, so they are different genomes.
 */
import * as z from "zod"
import type { RandomStream } from "../domain/random-stream.ts"
import type { Mutation, Space } from "../domain/space.ts"
import { changeDigit, digitCrossover, digitDecisions } from "./digit-genome.ts"
import { cellsPerStack, firstFilters } from "./trained-size.ts"

export const nasBench201Config = z.strictObject({
  kind: z.literal("nas-bench-201"),
  /** For real training; the benchmark's are 5 and 16. */
  cells: cellsPerStack,
  filters: firstFilters
})
export type NasBench201Config = z.output<typeof nasBench201Config>

/** The operations by index, under their official names. */
export const OPERATIONS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"] as const

/** The edges in the order of the key's digits, which is that of the official architecture string. */
export const EDGES = ["0->1", "0->2", "1->2", "0->3", "1->3", "2->3"] as const

export const CELL_COUNT = OPERATIONS.length ** EDGES.length

const SHAPE = { places: EDGES.length, options: OPERATIONS.length }
const CELL_KEY = /^[0-4]{6}$/

/** The number of a cell in [0, 15625), its key read in base 5; `undefined` for what is no key. */
export const cellNumber = (key: string): number | undefined =>
  CELL_KEY.test(key) ? Number.parseInt(key, OPERATIONS.length) : undefined

/** The key of the cell with this number. */
export const cellKey = (cell: number): string => cell.toString(OPERATIONS.length).padStart(EDGES.length, "0")

/** The space of all cells, with one operator, `operation`. */
export const makeNasBench201Space = (_config: NasBench201Config): Space<string> => ({
  kind: "nas-bench-201",
  genome: z
    .string()
    .regex(CELL_KEY, "must be the key of a NAS-Bench-201 cell: six digits 0 to 4, such as 421211"),
  random: (stream) => cellKey(stream.below(CELL_COUNT)),
  operators: { operation },
  decisions: digitDecisions(SHAPE),
  crossover: digitCrossover(EDGES),
  describe: architecture
})

/** The official architecture string: `|op~from|` per edge, the edges grouped by the node that they enter. */
export const architecture = (key: string): string => {
  const incoming: [string[], string[], string[]] = [[], [], []]
  EDGES.forEach((edge, digit) => {
    const [from, to] = edge.split("->")
    incoming[Number(to) - 1]?.push(`${operationName(key[digit])}~${from}`)
  })
  return incoming.map((edges) => `|${edges.join("|")}|`).join("+")
}

const operationName = (digit: string | undefined): string => OPERATIONS[Number(digit)] ?? "?"

/** Puts a different operation on one edge; every edge and every other operation is equally likely. */
const operation = (key: string, stream: RandomStream): Mutation<string> => {
  const { genome, place, from, to } = changeDigit(key, SHAPE, stream)
  return {
    genome,
    change: { edge: EDGES[place] ?? "?", from: OPERATIONS[from] ?? "?", to: OPERATIONS[to] ?? "?" }
  }
}
