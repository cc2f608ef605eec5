/**
 * One gene of a table: the distinct values of its column in their order, and for each row the number of its value
 * in that order (its code).
 */
import { type FileTable, OutsideProblem } from "../outside.ts"
import { columnNumber, noNumber, numberIn } from "./column.ts"

export type GeneValue = string | number

export interface Gene {
  readonly name: string
  readonly isOrdered: boolean
  /** Distinct; numbers in ascending order, texts in the order of their code units. */
  readonly values: readonly GeneValue[]
  readonly codeOf: ReadonlyMap<GeneValue, number>
  /** The code of each row's value. */
  readonly codes: Uint32Array
}

/** The distinct texts of a column in the order of their appearance, and which of them each row has. */
interface Texts {
  readonly distinct: readonly string[]
  readonly ofRow: Uint32Array
}

/** A column is numeric as a whole or not at all. Throws OutsideProblem, with file and line. */
export const readGene = (table: FileTable, name: string, isOrdered: boolean): Gene => {
  const column = columnNumber(table, name, isOrdered ? "space.ordered" : "space.genes")
  const texts = readTexts(table, column)
  const ofText = isOrdered ? numbersOf(table, column, texts) : valuesOf(texts.distinct)
  const values = [...new Set(ofText)].sort(inOrder)
  const codeOf = new Map(values.map((value, code) => [value, code]))
  const codeOfText = Uint32Array.from(ofText, (value) => codeOf.get(value) ?? 0)
  const codes = texts.ofRow.map((text) => codeOfText[text] ?? 0)
  return { name, isOrdered, values, codeOf, codes }
}

const readTexts = (table: FileTable, column: number): Texts => {
  const numbers = new Map<string, number>()
  const ofRow = new Uint32Array(table.rowCount)
  for (let row = 0; row < table.rowCount; row++) {
    const text = table.cell(row, column)
    if (text === "") {
      throw new OutsideProblem(
        `${table.file}, ${table.place(row)}: the cell of the gene “${table.columns[column]}” is empty; write a value, such as none where the gene does not apply`
      )
    }
    const number = numbers.get(text) ?? numbers.size
    if (number === numbers.size) numbers.set(text, number)
    ofRow[row] = number
  }
  return { distinct: [...numbers.keys()], ofRow }
}

const numbersOf = (table: FileTable, column: number, { distinct, ofRow }: Texts): readonly number[] =>
  distinct.map((text, index) => numberIn(text) ?? noNumber(table, ofRow.indexOf(index), column))

const valuesOf = (texts: readonly string[]): readonly GeneValue[] => {
  const numbers = texts.map(plainNumberIn)
  return numbers.every((number) => number !== undefined) ? numbers : texts
}

const LEADING_ZERO = /^\s*[+-]?0\d/

/** No number is seen in what would lose by it: names such as 007, and whole numbers too large to be exact. */
const plainNumberIn = (text: string): number | undefined => {
  const number = LEADING_ZERO.test(text) ? undefined : numberIn(text)
  return number !== undefined && Number.isInteger(number) && !Number.isSafeInteger(number)
    ? undefined
    : number
}

const inOrder = (a: GeneValue, b: GeneValue): number => {
  if (typeof a === "number" && typeof b === "number") return a - b
  return a < b ? -1 : 1
}
