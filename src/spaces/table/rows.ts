/**
 * The rows of a table as genomes: which row holds a genome, and which rows differ from one in a single gene. A look
 * costs the logarithm of the number of rows, and a step to a neighbour a few comparisons: for each gene the rows are
 * put in an order in which those that differ in it alone lie side by side.
 */

import { OutsideProblem } from "../../domain/outside-problem.ts"
import type { FileTable, Outside } from "../outside.ts"
import type { TableSpaceConfig } from "./config.ts"
import { codeOf, type Gene, type GeneValue, readGene } from "./gene.ts"
import { orderRows } from "./row-order.ts"

export type TableGenome = Readonly<Record<string, GeneValue>>

export interface TableRows {
  readonly genes: readonly Gene[]
  readonly count: number
  readonly genomeOf: (row: number) => TableGenome
  /** `undefined` for what is no genome of this table. */
  readonly rowOf: (genome: unknown) => number | undefined
  /** The row with these codes, one for each gene. */
  readonly find: (codes: readonly number[]) => number | undefined
  /** The row with the next smaller (-1) or larger (1) value that there is of a gene, all others being equal. */
  readonly beside: (row: number, gene: number, direction: -1 | 1) => number | undefined
}

/** The row next to one, in the one direction or the other. */
type Beside = (row: number, direction: -1 | 1) => number | undefined

const kept = new WeakMap<FileTable, Map<string, TableRows>>()

/** The rows of a config's file. A space and its evaluator share them, so they are kept for as long as the table is. */
export const tableRows = (config: TableSpaceConfig, outside: Outside): TableRows => {
  const table = outside.table({ path: config.file, hash: config.fileHash })
  const ofTable = kept.get(table) ?? new Map<string, TableRows>()
  kept.set(table, ofTable)
  const name = JSON.stringify([config.genes, config.ordered])
  const rows = ofTable.get(name) ?? readRows(config, table)
  ofTable.set(name, rows)
  return rows
}

/** Throws OutsideProblem, with file and line, where the table does not hold what the config says. */
const readRows = ({ genes: names, ordered }: TableSpaceConfig, table: FileTable): TableRows => {
  const stranger = ordered.find((name) => !names.includes(name))
  if (stranger !== undefined) {
    throw new OutsideProblem(
      `config field space.ordered: “${stranger}” is no gene; space.genes has ${names.join(", ")}`
    )
  }
  if (table.rowCount === 0) throw new OutsideProblem(`${table.file} holds no rows, so there are no genomes`)
  const genes = names.map((name) => readGene(table, name, ordered.includes(name)))
  const order = orderRows(genes.map(sortColumn), table.rowCount)
  refuseDuplicates(table, genes, order)

  const find = (codes: readonly number[]): number | undefined => findIn(genes, order, codes)
  // Made when a gene is first changed: a controller, for instance, never needs them.
  const byGene: Beside[] = []
  return {
    genes,
    count: table.rowCount,
    find,
    genomeOf: (row) => genomeOf(genes, row),
    rowOf: (genome) => {
      const codes = codesOf(genes, genome)
      return codes === undefined ? undefined : find(codes)
    },
    beside: (row, gene, direction) => {
      byGene[gene] ??= makeNeighbours(genes, gene, table.rowCount)
      return byGene[gene](row, direction)
    }
  }
}

const sortColumn = ({ codes, values }: Gene) => ({ codes, size: values.length })

const compareRows = (genes: readonly Gene[], a: number, b: number): number => {
  for (const { codes } of genes) {
    const difference = (codes[a] ?? 0) - (codes[b] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Equal rows lie side by side, in the order of the file; the first that repeats another is blamed. */
const refuseDuplicates = (table: FileTable, genes: readonly Gene[], order: Uint32Array): void => {
  let repeated: readonly [number, number] | undefined
  for (let place = 1; place < order.length; place++) {
    const [earlier = 0, later = 0] = [order[place - 1], order[place]]
    if (compareRows(genes, earlier, later) === 0 && later < (repeated?.[1] ?? Number.POSITIVE_INFINITY))
      repeated = [earlier, later]
  }
  if (repeated === undefined) return
  const [earlier, later] = repeated
  throw new OutsideProblem(
    `${table.file}, ${table.place(later)}: this row has the same genes as ${table.place(earlier)} (${JSON.stringify(genomeOf(genes, later))}); each combination has one row, and several results of it have a column each`
  )
}

const genomeOf = (genes: readonly Gene[], row: number): TableGenome =>
  Object.fromEntries(genes.map(({ name, values, codes }) => [name, values[codes[row] ?? 0] ?? ""]))

const codesOf = (genes: readonly Gene[], genome: unknown): readonly number[] | undefined => {
  if (typeof genome !== "object" || genome === null || Object.keys(genome).length !== genes.length)
    return undefined
  const values = new Map<string, GeneValue>(Object.entries(genome))
  const codes: number[] = []
  for (const gene of genes) {
    const code = codeOf(gene, values.get(gene.name))
    if (code === undefined) return undefined
    codes.push(code)
  }
  return codes
}

const findIn = (genes: readonly Gene[], order: Uint32Array, codes: readonly number[]): number | undefined => {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = order[middle] ?? 0
    const differing = genes.findIndex((gene, index) => gene.codes[row] !== codes[index])
    if (differing < 0) return row
    if ((genes[differing]?.codes[row] ?? 0) < (codes[differing] ?? 0)) low = middle + 1
    else high = middle
  }
  return undefined
}

const makeNeighbours = (genes: readonly Gene[], gene: number, rowCount: number): Beside => {
  const others = genes.filter((_, index) => index !== gene)
  // Where another gene is different in every row, as in a table of random samples, no two rows differ in this one alone.
  if (others.some(({ values }) => values.length === rowCount)) return (): undefined => undefined
  const own = genes.filter((_, index) => index === gene)
  const order = orderRows([...others, ...own].map(sortColumn), rowCount)
  const placeOf = new Uint32Array(rowCount)
  order.forEach((row, place) => {
    placeOf[row] = place
  })
  return (row, direction) => {
    const beside = order[(placeOf[row] ?? 0) + direction]
    return beside !== undefined && compareRows(others, row, beside) === 0 ? beside : undefined
  }
}
