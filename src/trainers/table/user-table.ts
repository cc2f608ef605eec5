/**
 * The evaluator that looks results up in a person's own table (`spaces/table/space.ts`). Where a row has several
 * results of the same kind, one a training seed for instance, an evaluation draws one of them by the individual's own
 * stream, so that the search meets the noise that real training has. All numbers are checked when it is made.
 */
import { Effect } from "effect"
import { randomStream, type Seed } from "../../domain/random-stream.ts"
import type { FileTable, Outside } from "../../spaces/outside.ts"
import { columnNumber, noNumber, numberIn } from "../../spaces/table/column.ts"
import type { TableSpaceConfig } from "../../spaces/table/config.ts"
import { tableRows } from "../../spaces/table/rows.ts"
import { EvaluationError, type Evaluator, type Measurement } from "../evaluator.ts"
import { afterDelay } from "../simulated-delay.ts"
import type { TableConfig } from "./config.ts"

/** The measure that holds the value drawn as it stands in the file, where the fitness is its negative. */
export const RAW_VALUE = "value"

/** A column by name; NaN where a cell is empty. */
interface Figures {
  readonly name: string
  readonly ofRow: Float64Array
}

/**
 * Measures each column of `report` by its name; an empty cell is no measure. With the goal `minimise` the fitness is
 * the negative of the value, which is measured as `value`. Throws OutsideProblem, with file and line.
 */
export const makeUserTableEvaluator = (
  { delayMs, goal = "maximise", noise, report = [], values = [] }: TableConfig,
  space: TableSpaceConfig,
  outside: Outside
): Evaluator => {
  const rows = tableRows(space, outside)
  const table = outside.table({ path: space.file, hash: space.fileHash })
  const drawnFrom = values.map((name) => readFigures(table, name, "evaluator.values"))
  const reported = report.map((name) => readFigures(table, name, "evaluator.report"))
  return {
    device: "inline",
    evaluate: ({ individual, genome, seed }) => {
      const row = rows.rowOf(genome)
      if (row === undefined) return failed(`the genome of individual ${individual} is no row of the table`)
      const results = presentIn(drawnFrom, row)
      const drawn = results[results.length === 0 ? 0 : randomStream(seed, "table", 0).below(results.length)]
      if (drawn === undefined) {
        return failed(
          `${table.file}, ${table.place(row)}: ${values.length === 1 ? "the cell of" : "all cells of"} evaluator.values (${values.join(", ")}) ${values.length === 1 ? "is" : "are"} empty, so nothing is known of this genome`
        )
      }
      const measures = Object.fromEntries(presentIn(reported, row).map(({ name, value }) => [name, value]))
      const measurement = measurementOf(drawn.value + noiseOf(noise, seed), goal, measures)
      return afterDelay(Effect.succeed(measurement), delayMs, seed)
    }
  }
}

const noiseOf = (deviation: number, seed: Seed): number =>
  deviation === 0 ? 0 : deviation * randomStream(seed, "noise", 0).normal()

const measurementOf = (
  value: number,
  goal: "maximise" | "minimise",
  measures: Readonly<Record<string, number>>
): Measurement =>
  goal === "maximise"
    ? { fitness: value, measures }
    : { fitness: 0 - value, measures: { ...measures, [RAW_VALUE]: value } }

const failed = (reason: string) => Effect.fail(new EvaluationError({ reason }))

const readFigures = (table: FileTable, name: string, field: string): Figures => {
  const column = columnNumber(table, name, field)
  const ofRow = new Float64Array(table.rowCount)
  for (let row = 0; row < table.rowCount; row++) {
    const text = table.cell(row, column)
    ofRow[row] = text.trim() === "" ? Number.NaN : (numberIn(text) ?? noNumber(table, row, column))
  }
  return { name, ofRow }
}

const presentIn = (
  figures: readonly Figures[],
  row: number
): readonly { readonly name: string; readonly value: number }[] =>
  figures.flatMap(({ name, ofRow }) => {
    const value = ofRow[row] ?? Number.NaN
    return Number.isNaN(value) ? [] : [{ name, value }]
  })
