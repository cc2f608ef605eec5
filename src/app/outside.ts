/** What people bring along, from the disk: tables and modules, each only as long as it is what the run was begun with. */
import { readFileSync } from "node:fs"
import { readUserTable } from "../datasets/user-table.ts"
import { sha256 } from "../domain/canonical-json.ts"
import { OutsideProblem } from "../domain/outside-problem.ts"
import type { FileTable, Outside, PinnedFile } from "../spaces/outside.ts"
import { errorCode } from "./error-code.ts"
import { loadUserModule } from "./user-module.ts"

const SHOWN_DIGITS = 12

/** The bytes of a file. Throws OutsideProblem where there is none, or where it holds something else by now. */
export const readPinned = ({ path, hash: expected }: PinnedFile): Buffer => {
  const bytes = readBytes(path, expected)
  const found = sha256(bytes)
  if (expected !== undefined && found !== expected) {
    throw new OutsideProblem(
      `${path} has changed: the config names a content with the SHA-256 ${expected.slice(0, SHOWN_DIGITS)}…, and it is ${found.slice(0, SHOWN_DIGITS)}… now; put the old content back, or start a new run`
    )
  }
  return bytes
}

const readBytes = (path: string, expected: string | undefined): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    if (errorCode(error) !== "ENOENT")
      throw new OutsideProblem(`${path} cannot be read (${errorCode(error) ?? error}); check its permissions`)
    throw new OutsideProblem(
      expected === undefined
        ? `there is no file ${path}`
        : `the file ${path}, which the run was begun with, is not there any more; put it back as it was`
    )
  }
}

/** A run asks for its table several times: for the rules, for the evaluator, for a genome's description. */
let lastTable: { readonly of: PinnedFile; readonly table: FileTable } | undefined

const table = (file: PinnedFile): FileTable => {
  const isKept =
    file.hash !== undefined && lastTable?.of.hash === file.hash && lastTable.of.path === file.path
  if (isKept && lastTable !== undefined) return lastTable.table
  lastTable = { of: file, table: readUserTable(file.path, readPinned(file)) }
  return lastTable.table
}

export const systemOutside: Outside = {
  table,
  exportsOf: (module) => {
    readPinned(module)
    return loadUserModule(module.path)
  }
}
