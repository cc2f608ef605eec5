/**
 * The port to what a person brings along: the rows of a file, the exports of a module. Spaces and evaluators ask
 * for it here, since a space must not read files; the app supplies what reads them.
 */

import { OutsideProblem } from "../domain/outside-problem.ts"

/** A file by its absolute path, and what it must hold: the SHA-256 of its bytes, where that is known. */
export interface PinnedFile {
  readonly path: string
  readonly hash: string | undefined
}

/** A table as it stands in its file: every cell is text, whatever the format. */
export interface FileTable {
  readonly file: string
  /** The file, and where in it the columns are named. */
  readonly head: string
  readonly columns: readonly string[]
  readonly rowCount: number
  /** The text of the cell in a row (from 0) and a column (from 0); empty where there is nothing in it. */
  readonly cell: (row: number, column: number) => string
  /** Where a row stands, for an error's sentence: “line 12” of a CSV file, “element 11” of a JSON array. */
  readonly place: (row: number) => string
}

/** Both throw `OutsideProblem`. */
export interface Outside {
  readonly table: (file: PinnedFile) => FileTable
  readonly exportsOf: (module: PinnedFile) => Readonly<Record<string, unknown>>
}

const nothing = ({ path }: PinnedFile): never => {
  throw new OutsideProblem(`${path} cannot be read here, since nothing from outside was made available`)
}

/** For spaces that need nothing. */
export const nothingOutside: Outside = { table: nothing, exportsOf: nothing }
