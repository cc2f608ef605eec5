/**
 * How a row of a table becomes another one. All that an operator proposes is in the table: a combination that has no
 * row does not exist.
 *
 * - `value` gives one gene that has no order another value.
 * - `step` takes one ordered gene to the next smaller or larger value that there is.
 * - `jump` is for rows from which neither leads anywhere, as in a table of random samples: of a few rows drawn at
 *   random it goes to the nearest. It is never tried anywhere else.
 */
import type { RandomStream } from "../../domain/random-stream.ts"
import type { Mutation, MutationOperator } from "../../domain/space.ts"
import type { TableGenome, TableRows } from "./rows.ts"

/** The more are drawn, the nearer the jump: with 32 of a million rows it is still no step. */
const JUMP_CANDIDATES = 32
const CROSSOVER_ATTEMPTS = 32

export const tableOperators = (rows: TableRows): Readonly<Record<string, MutationOperator<TableGenome>>> => {
  const numbers = rows.genes.map((_, gene) => gene)
  const ordered = numbers.filter((gene) => rows.genes[gene]?.isOrdered === true)
  const unordered = numbers.filter((gene) => rows.genes[gene]?.isOrdered !== true)
  return {
    ...(unordered.length > 0 && { value: changeOne(rows, unordered, anotherValue) }),
    ...(ordered.length > 0 && { step: changeOne(rows, ordered, nextValue) }),
    jump: jump(rows)
  }
}

const rowOf = (rows: TableRows, genome: TableGenome): number => {
  const row = rows.rowOf(genome)
  if (row === undefined) throw new RangeError("the genome is no row of the table; validate it first")
  return row
}

type Destination = (rows: TableRows, row: number, gene: number, stream: RandomStream) => number | undefined

/** Changes one gene; of those that can be changed each is equally likely. */
const changeOne =
  (rows: TableRows, genes: readonly number[], destination: Destination): MutationOperator<TableGenome> =>
  (genome, stream) => {
    const row = rowOf(rows, genome)
    const untried = [...genes]
    while (untried.length > 0) {
      const [gene = 0] = untried.splice(stream.below(untried.length), 1)
      const to = destination(rows, row, gene, stream)
      if (to !== undefined) {
        const child = rows.genomeOf(to)
        const name = rows.genes[gene]?.name ?? ""
        return { genome: child, change: { gene: name, from: genome[name] ?? "", to: child[name] ?? "" } }
      }
    }
    return undefined
  }

/** Any other value with which the row exists, each equally likely. */
const anotherValue: Destination = (rows, row, gene, stream) => {
  const others: number[] = []
  for (const direction of [-1, 1] as const) {
    let beside = rows.beside(row, gene, direction)
    while (beside !== undefined) {
      others.push(beside)
      beside = rows.beside(beside, gene, direction)
    }
  }
  return others.length === 0 ? undefined : others[stream.below(others.length)]
}

/** The next smaller or the next larger value with which the row exists. */
const nextValue: Destination = (rows, row, gene, stream) => {
  const [smaller, larger] = [rows.beside(row, gene, -1), rows.beside(row, gene, 1)]
  if (smaller === undefined || larger === undefined) return smaller ?? larger
  return stream.below(2) === 0 ? smaller : larger
}

const isAlone = (rows: TableRows, row: number): boolean =>
  rows.genes.every(
    (_, gene) => rows.beside(row, gene, -1) === undefined && rows.beside(row, gene, 1) === undefined
  )

const jump =
  (rows: TableRows): MutationOperator<TableGenome> =>
  (genome, stream) => {
    const row = rowOf(rows, genome)
    if (rows.count === 1 || !isAlone(rows, row)) return undefined
    let [nearest, least] = [row, Number.POSITIVE_INFINITY]
    for (let candidate = 0; candidate < JUMP_CANDIDATES; candidate++) {
      const drawn = stream.below(rows.count - 1)
      const other = drawn < row ? drawn : drawn + 1
      const far = distance(rows, row, other)
      if (far < least) [nearest, least] = [other, far]
    }
    const child = rows.genomeOf(nearest)
    const changed = rows.genes.map(({ name }) => name).filter((name) => child[name] !== genome[name])
    return {
      genome: child,
      change: Object.fromEntries(
        changed.map((name) => [name, { from: genome[name] ?? "", to: child[name] ?? "" }])
      )
    }
  }

/** The sum over the genes, each in [0, 1]: of an ordered one how far apart the values lie in its order, else whether they differ. */
const distance = (rows: TableRows, a: number, b: number): number =>
  rows.genes.reduce((sum, { codes, isOrdered, values }) => {
    const apart = Math.abs((codes[a] ?? 0) - (codes[b] ?? 0))
    return sum + (isOrdered ? apart / Math.max(1, values.length - 1) : Math.sign(apart))
  }, 0)

/** Each gene from either parent, drawn again until it is a row that is neither of them; `undefined` after some attempts. */
export const tableCrossover =
  (rows: TableRows) =>
  (first: TableGenome, second: TableGenome, stream: RandomStream): Mutation<TableGenome> | undefined => {
    const parents = [rowOf(rows, first), rowOf(rows, second)]
    for (let attempt = 0; attempt < CROSSOVER_ATTEMPTS; attempt++) {
      const sides = rows.genes.map(() => stream.below(2))
      const codes = rows.genes.map((gene, index) => gene.codes[parents[sides[index] ?? 0] ?? 0] ?? 0)
      const row = rows.find(codes)
      if (row !== undefined && !parents.includes(row)) {
        const taken = rows.genes.filter((_, index) => sides[index] === 1).map(({ name }) => name)
        return { genome: rows.genomeOf(row), change: { taken } }
      }
    }
    return undefined
  }
