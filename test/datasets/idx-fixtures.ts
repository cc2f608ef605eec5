/** Small idx files for tests, written into a temporary folder that the test removes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export const idxBytes = (dimensions: readonly number[], values: Uint8Array): Buffer => {
  const header = Buffer.alloc(4 + 4 * dimensions.length)
  header.writeUInt8(0x08, 2)
  header.writeUInt8(dimensions.length, 3)
  for (const [index, dimension] of dimensions.entries()) header.writeUInt32BE(dimension, 4 + 4 * index)
  return Buffer.concat([header, values])
}

export interface TemporaryFolder {
  readonly write: (name: string, bytes: Buffer) => string
  readonly path: (name: string) => string
  readonly remove: () => void
}

export const temporaryFolder = (): TemporaryFolder => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-idx-"))
  return {
    path: (name) => join(folder, name),
    write: (name, bytes) => {
      writeFileSync(join(folder, name), bytes)
      return join(folder, name)
    },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}
