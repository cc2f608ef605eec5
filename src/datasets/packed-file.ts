/** The packed files of benchmarks and of MNIST-1D under `data/`: brotli, of a size that is known beforehand. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { brotliDecompressSync } from "node:zlib"

export interface PackedFile {
  /** What it holds, for the error's sentence. */
  readonly benchmark: string
  /** Relative to the folder `data/`. */
  readonly path: string
  /** Its size when unpacked. */
  readonly bytes: number
}

export const packedPath = ({ path }: Pick<PackedFile, "path">): string =>
  fileURLToPath(new URL(`../../data/${path}`, import.meta.url))

/** Unpacks the file. Throws Error, with a sentence, where it is missing or damaged. */
export const readPackedFile = ({ benchmark, path, bytes }: PackedFile): DataView => {
  const file = packedPath({ path })
  try {
    const unpacked = brotliDecompressSync(readFileSync(file))
    if (unpacked.byteLength === bytes) {
      return new DataView(unpacked.buffer, unpacked.byteOffset, unpacked.byteLength)
    }
    throw new Error(`it unpacks to ${unpacked.byteLength} bytes instead of ${bytes}`)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `the table of ${benchmark} cannot be read from ${file} (${why}); install the program again`,
      { cause }
    )
  }
}
