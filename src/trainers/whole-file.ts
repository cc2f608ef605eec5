/** Writes files whole or not at all: whoever reads one meanwhile, or after a loss of power, finds the old or the new one. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs"
import { dirname } from "node:path"

/** What a file that is being written is called; one that a killed process left behind is of no use. */
export const PARTIAL_SUFFIX = ".partial"

/** Makes the name that was given outlast a loss of power. */
const synchroniseFolder = (folder: string): void => {
  const handle = openSync(folder, "r")
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** The folder must exist. Throws what the file system throws. */
export const writeWholeFile = (file: string, bytes: Uint8Array): void => {
  const temporary = `${file}.${process.pid}${PARTIAL_SUFFIX}`
  const handle = openSync(temporary, "w")
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(temporary, file)
  synchroniseFolder(dirname(file))
}
