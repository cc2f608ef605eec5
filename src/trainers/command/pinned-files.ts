/** Whether the files of a program still hold what the run was begun with: each evaluation starts it anew. */
import { readFileSync } from "node:fs"
import { sha256 } from "../../domain/canonical-json.ts"

/** A sentence about the first file that has changed or gone; undefined where all are as they were. */
export const changedFile = (hashes: Readonly<Record<string, string>>): string | undefined => {
  for (const [file, expected] of Object.entries(hashes)) {
    const bytes = read(file)
    if (bytes === undefined)
      return `the file ${file}, which the run was begun with, cannot be read any more; put it back as it was`
    if (sha256(bytes) !== expected)
      return `${file} has changed since the run was begun; put the old content back, or start a new run`
  }
  return undefined
}

const read = (file: string): Buffer | undefined => {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
