/**
 * Comma-separated values (RFC 4180): quoted cells, doubled quotes, line ends of all kinds, also within quotes. The
 * cells are not cut out but remembered by where they begin and end, so that a million rows cost little more memory
 * than their text.
 */

import { OutsideProblem } from "../domain/outside-problem.ts"
import type { FileTable } from "../spaces/outside.ts"

const COMMA = 44
const QUOTE = 34
const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** Reads a whole text; its first line names the columns. Throws OutsideProblem, with file and line. */
export const readCsv = (file: string, text: string): FileTable => {
  const scanner = new CsvScanner(file, text)
  let at = 0
  while (at < text.length) at = scanner.row(at)
  const { columnCount, cellCount } = scanner
  if (cellCount === 0) throw new OutsideProblem(`${file} is empty; its first line must name the columns`)
  return {
    file,
    head: `${file}, line ${scanner.lineOf(0)}`,
    columns: Array.from({ length: columnCount }, (_, column) => scanner.cell(column)),
    rowCount: cellCount / columnCount - 1,
    cell: (row, column) => scanner.cell((row + 1) * columnCount + column),
    place: (row) => `line ${scanner.lineOf((row + 1) * columnCount)}`
  }
}

class CsvScanner {
  private readonly file: string
  private readonly text: string
  /** Where each cell begins and ends, one after the other; its quotes are left out. */
  private bounds = new Uint32Array(1 << 12)
  cellCount = 0
  columnCount = 0

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
  }

  /** Reads the row that begins at a place in the text, and gives the place where the next one does. */
  row(start: number): number {
    const first = this.cellCount
    let at = this.anyCell(start)
    while (this.text.charCodeAt(at) === COMMA) at = this.anyCell(at + 1)
    const count = this.cellCount - first
    // A line with nothing in it is no row: files often end with one.
    if (count === 1 && at === start) this.cellCount = first
    else if (this.columnCount === 0) this.columnCount = count
    else if (count !== this.columnCount) this.refuseWidth(start, count)
    return this.isReturnAndFeed(at) ? at + 2 : at + 1
  }

  cell(index: number): string {
    const [start = 0, end = 0] = [this.bounds[2 * index], this.bounds[2 * index + 1]]
    const text = this.text.slice(start, end)
    const isQuoted = start > 0 && this.text.charCodeAt(start - 1) === QUOTE
    return isQuoted && text.includes('"') ? text.replaceAll('""', '"') : text
  }

  lineOf(cell: number): number {
    return this.lineAt(this.bounds[2 * cell] ?? 0)
  }

  private isReturnAndFeed(at: number): boolean {
    return this.text.charCodeAt(at) === CARRIAGE_RETURN && this.text.charCodeAt(at + 1) === LINE_FEED
  }

  /** Counted when somebody asks, which is before a refusal. */
  private lineAt(end: number): number {
    let line = 1
    for (let at = 0; at < end; at++) {
      const code = this.text.charCodeAt(at)
      if (code === LINE_FEED || (code === CARRIAGE_RETURN && !this.isReturnAndFeed(at))) line += 1
    }
    return line
  }

  private anyCell(at: number): number {
    return this.text.charCodeAt(at) === QUOTE ? this.quotedCell(at + 1) : this.plainCell(at)
  }

  /** Gives the place of what ends the cell: a comma, a line end, or the end of the text. */
  private plainCell(start: number): number {
    let at = start
    for (; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at)
      if (code === COMMA || code === LINE_FEED || code === CARRIAGE_RETURN) break
    }
    this.keep(start, at)
    return at
  }

  private quotedCell(start: number): number {
    let end = this.text.indexOf('"', start)
    while (end >= 0 && this.text.charCodeAt(end + 1) === QUOTE) end = this.text.indexOf('"', end + 2)
    if (end < 0) {
      throw new OutsideProblem(`${this.file}, line ${this.lineAt(start)}: a quote is opened and never closed`)
    }
    const next = this.text.charCodeAt(end + 1)
    if (end + 1 < this.text.length && next !== COMMA && next !== LINE_FEED && next !== CARRIAGE_RETURN) {
      throw new OutsideProblem(
        `${this.file}, line ${this.lineAt(end)}: after a closing quote comes neither a comma nor the end of the line; a quote within quotes is written twice`
      )
    }
    this.keep(start, end)
    return end + 1
  }

  private keep(start: number, end: number): void {
    const index = 2 * this.cellCount
    if (index === this.bounds.length) {
      const larger = new Uint32Array(2 * this.bounds.length)
      larger.set(this.bounds)
      this.bounds = larger
    }
    this.bounds[index] = start
    this.bounds[index + 1] = end
    this.cellCount += 1
  }

  private refuseWidth(start: number, count: number): never {
    throw new OutsideProblem(
      `${this.file}, line ${this.lineAt(start)}: this row has ${count} cells, and the first line names ${this.columnCount} columns; a cell with a comma in it needs quotes`
    )
  }
}
