/**
 * One gene of a table: the distinct values of its column in their order, and for each row the number of its value
 * in that order (its code). A column is numeric as a whole or not at all.
 */

import { OutsideProblem } from "../../domain/outside-problem.ts"
import type { FileTable } from "../outside.ts"
import { columnNumber, noNumber, numberIn } from "./column.ts"

export type GeneValue = string | number

export interface Gene {
  readonly name: string
  readonly isOrdered: boolean
  /** Distinct; numbers in ascending order, texts in the order of their code units. */
  readonly values: readonly GeneValue[]
  /** The code of each row's value: its place among the values. */
  readonly codes: Uint32Array
}

/** Throws OutsideProblem, with file and line, about an empty cell, and about a text where the gene is ordered. */
export const readGene = (table: FileTable, name: string, isOrdered: boolean): Gene => {
  const column = columnNumber(table, name, isOrdered ? "space.ordered" : "space.genes")
  const numbers = readNumbers(table, column, isOrdered)
  return { name, isOrdered, ...(numbers === undefined ? ofTexts(table, column) : ofNumbers(numbers)) }
}

/** The code of a value; `undefined` where no row has it. */
export const codeOf = ({ values }: Gene, value: unknown): number | undefined => {
  if (typeof value !== "number" && typeof value !== "string") return undefined
  const code = placeAmong(values, value)
  return values[code] === value ? code : undefined
}

/** How many of the values come before this one. Texts and numbers are never among the same values. */
const placeAmong = (values: ArrayLike<GeneValue>, value: GeneValue): number => {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** `undefined` where the column holds texts. */
const readNumbers = (table: FileTable, column: number, isOrdered: boolean): Float64Array | undefined => {
  const numbers = new Float64Array(table.rowCount)
  const read = remembering(isOrdered ? numberIn : plainNumberIn)
  for (let row = 0; row < table.rowCount; row++) {
    const number = read(textIn(table, row, column))
    if (number === undefined) return isOrdered ? noNumber(table, row, column) : undefined
    numbers[row] = number
  }
  return numbers
}

const KNOWN_TEXTS_MAX = 1024

/** Most columns have few distinct texts, which are then read once each. */
const remembering = (read: (text: string) => number | undefined) => {
  const known = new Map<string, number>()
  return (text: string): number | undefined => {
    const before = known.get(text)
    if (before !== undefined) return before
    const number = read(text)
    if (number !== undefined && known.size < KNOWN_TEXTS_MAX) known.set(text, number)
    return number
  }
}

const textIn = (table: FileTable, row: number, column: number): string => {
  const text = table.cell(row, column)
  if (text !== "") return text
  throw new OutsideProblem(
    `${table.file}, ${table.place(row)}: the cell of the gene “${table.columns[column]}” is empty; write a value, such as none where the gene does not apply`
  )
}

const LEADING_ZERO = /^\s*[+-]?0\d/
const WHOLE = /^\s*[+-]?\d+\s*$/

/** No number is seen in what would lose by it: names such as 007, and rows of digits too long to be exact. */
const plainNumberIn = (text: string): number | undefined => {
  const number = LEADING_ZERO.test(text) ? undefined : numberIn(text)
  return WHOLE.test(text) && !Number.isSafeInteger(number) ? undefined : number
}

/** Columns of measured settings may have a million distinct numbers, so these are sorted as bare numbers. */
const ofNumbers = (numbers: Float64Array): Pick<Gene, "values" | "codes"> => {
  const sorted = numbers.toSorted()
  const distinct = sorted.filter((number, index) => index === 0 || number !== sorted[index - 1])
  const codes = new Uint32Array(numbers.length)
  numbers.forEach((number, row) => {
    codes[row] = placeAmong(distinct, number)
  })
  return { values: Array.from(distinct), codes }
}

const ofTexts = (table: FileTable, column: number): Pick<Gene, "values" | "codes"> => {
  const numberOf = new Map<string, number>()
  const ofRow = new Uint32Array(table.rowCount)
  for (let row = 0; row < table.rowCount; row++) {
    const text = textIn(table, row, column)
    const number = numberOf.get(text) ?? numberOf.size
    if (number === numberOf.size) numberOf.set(text, number)
    ofRow[row] = number
  }
  const texts = [...numberOf.keys()]
  const values = texts.toSorted((a, b) => (a < b ? -1 : 1))
  const codeOfText = Uint32Array.from(texts, (text) => placeAmong(values, text))
  return { values, codes: ofRow.map((text) => codeOfText[text] ?? 0) }
}
