/** Columns of a person's table by name, and the numbers in their cells. */

import { OutsideProblem } from "../../domain/outside-problem.ts"
import type { FileTable } from "../outside.ts"

const said = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(", ")

/** The place of a column. Throws OutsideProblem where there is none of that name, or more than one. */
export const columnNumber = (table: FileTable, name: string, field: string): number => {
  const column = table.columns.indexOf(name)
  if (column < 0) {
    throw new OutsideProblem(
      `${table.head}: there is no column “${name}” (config field ${field}); the columns are ${said(table.columns)}`
    )
  }
  if (table.columns.lastIndexOf(name) !== column) {
    throw new OutsideProblem(
      `${table.head}: two columns are called “${name}” (config field ${field}); rename one of them`
    )
  }
  return column
}

const DECIMAL = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/

/** The number that a cell says, in decimal notation; `undefined` where it says none, or none that is finite. */
export const numberIn = (text: string): number | undefined => {
  if (!DECIMAL.test(text)) return undefined
  const number = Number(text)
  // Zero has no sign in a genome, since it has none in JSON.
  return Number.isFinite(number) ? number + 0 : undefined
}

/** Throws OutsideProblem about a cell that ought to hold a number. */
export const noNumber = (table: FileTable, row: number, column: number): never => {
  throw new OutsideProblem(
    `${table.file}, ${table.place(row)}: the cell of column “${table.columns[column]}” is no number (it is ${JSON.stringify(table.cell(row, column))}); correct it, or leave the column out of the config`
  )
}
