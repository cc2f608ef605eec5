/** A table as a JSON array of flat objects: each object is a row, each key a column, and a missing key an empty cell. */

import { OutsideProblem } from "../domain/outside-problem.ts"
import type { FileTable } from "../spaces/outside.ts"

type Row = Readonly<Record<string, unknown>>

/** Throws OutsideProblem, with the number of the element, counted from 1. */
export const readJsonTable = (file: string, text: string): FileTable => {
  const elements = parse(file, text)
  if (!Array.isArray(elements)) {
    throw new OutsideProblem(`${file} holds no JSON array; a table is an array of objects, one a row`)
  }
  const columns = new Set<string>()
  const rows = elements.map((element: unknown, index): Row => readRow(file, element, index, columns))
  const names = [...columns]
  return {
    file,
    head: file,
    columns: names,
    rowCount: rows.length,
    cell: (row, column) => textOf(rows[row]?.[names[column] ?? ""]),
    place
  }
}

const place = (row: number): string => `element ${row + 1}`

const parse = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new OutsideProblem(`${file} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}

const isObject = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const readRow = (file: string, element: unknown, index: number, columns: Set<string>): Row => {
  if (!isObject(element)) {
    throw new OutsideProblem(`${file}, ${place(index)}: this is no object, so it is no row`)
  }
  for (const key of Object.keys(element)) {
    columns.add(key)
    const value = element[key]
    if (typeof value === "object" && value !== null) {
      throw new OutsideProblem(
        `${file}, ${place(index)}: “${key}” holds ${Array.isArray(value) ? "an array" : "an object"}; a cell is a number, a text, true, false or null`
      )
    }
  }
  return element
}

const textOf = (value: unknown): string => (value === undefined || value === null ? "" : String(value))
