/** What computes and judges gradients, as one number: everything that this program brings along for real training. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/**
 * SHA-256 over the folder above this file's: in the sources that of all backends, kernels, corrections and reference
 * operations, in the published program that of the whole trainer.
 */
export const codeHash = (folder: string = dirname(import.meta.dirname)): string => {
  const hash = createHash("sha256")
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) hash.update(file.slice(folder.length)).update(readFileSync(file))
  return hash.digest("hex")
}
