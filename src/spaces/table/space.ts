/**
 * A person's own table as a search space: each row is a genome, and there are no others. Searching it costs nothing,
 * since all has been measured before (`trainers/table/user-table.ts`): tabular benchmarks of hyperparameters, for instance.
 */
import * as z from "zod"
import { OutsideProblem } from "../../domain/outside-problem.ts"
import type { DecisionCoding, Space } from "../../domain/space.ts"
import type { Outside } from "../outside.ts"
import type { TableSpaceConfig } from "./config.ts"
import { tableCrossover, tableOperators } from "./operators.ts"
import { type TableGenome, type TableRows, tableRows } from "./rows.ts"

/** Throws OutsideProblem, with file and line, where the table cannot be used. */
export const makeTableSpace = (config: TableSpaceConfig, outside: Outside): Space<TableGenome> => {
  const rows = tableRows(config, outside)
  return {
    kind: "table",
    genome: z.custom<TableGenome>(
      (value) => rows.rowOf(value) !== undefined,
      `must be a row of the table: an object with ${config.genes.join(", ")}, all in one row`
    ),
    random: (stream) => rows.genomeOf(stream.below(rows.count)),
    operators: tableOperators(rows),
    decisions: decisionsOf(rows),
    crossover: tableCrossover(rows),
    describe: (genome) => config.genes.map((name) => `${name} ${said(genome[name])}`).join(", ")
  }
}

/** One decision a gene, its options the values in their order; combinations that have no row make no genome. */
const decisionsOf = (rows: TableRows): DecisionCoding<TableGenome> => ({
  options: rows.genes.map(({ values }) => values.length),
  toGenome: (decisions) => {
    const row = decisions.length === rows.genes.length ? rows.find(decisions) : undefined
    return row === undefined ? undefined : rows.genomeOf(row)
  },
  toDecisions: (genome) => {
    const row = rows.rowOf(genome)
    if (row === undefined) throw new OutsideProblem("the genome is no row of the table; validate it first")
    return rows.genes.map(({ codes }) => codes[row] ?? 0)
  }
})

const PLAIN = /^[\w.+-]+$/

const said = (value: string | number | undefined): string =>
  typeof value === "string" && !PLAIN.test(value) ? JSON.stringify(value) : String(value)
