/**
 * The idx format of MNIST (big-endian: two zero bytes, an element type, the number of dimensions, the
 * dimensions as 32-bit integers, then the elements), plain or gzipped. Only unsigned bytes are read, which is
 * what images and labels are.
 */
import { readFile } from "node:fs/promises"
import { gunzipSync } from "node:zlib"
import { Effect } from "effect"
import { DatasetError } from "./dataset-error.ts"

export interface IdxArray {
  readonly dimensions: readonly number[]
  readonly values: Uint8Array
}

const UNSIGNED_BYTE = 0x08
const GZIP_MAGIC = 0x1f8b

const fail = (file: string, reason: string): Effect.Effect<never, DatasetError> =>
  Effect.fail(new DatasetError({ file, reason }))

const readBytes = (file: string, remedy: string): Effect.Effect<Buffer, DatasetError> =>
  Effect.tryPromise({
    try: () => readFile(file),
    catch: (cause) => {
      const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT"
      const reason = isMissing ? "the file does not exist" : `the file cannot be read (${String(cause)})`
      return new DatasetError({ file, reason: `${reason}; ${remedy}` })
    }
  })

const gunzip = (bytes: Buffer, file: string): Effect.Effect<Buffer, DatasetError> =>
  Effect.try({
    try: () => gunzipSync(bytes),
    catch: (cause) =>
      new DatasetError({
        file,
        reason: `the gzip data is damaged or cut off (${String(cause)}); fetch it again`
      })
  })

/** Parses idx bytes with exactly `rank` dimensions; `file` names them in errors. */
export const parseIdx = (
  bytes: Buffer,
  rank: number,
  file: string
): Effect.Effect<IdxArray, DatasetError> => {
  if (bytes.length === 0) return fail(file, "the file is empty; fetch it again")
  const headerSize = 4 + 4 * rank
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0 || bytes[2] !== UNSIGNED_BYTE || bytes[3] !== rank) {
    const found = bytes.subarray(0, 4).toString("hex")
    const wanted = `0000080${rank}`
    return fail(
      file,
      `it begins with ${found}, not with ${wanted}, so it is no idx file of unsigned bytes with ${rank} dimension(s); check that images and labels are not swapped`
    )
  }
  if (bytes.length < headerSize) return fail(file, "the file is cut off within its header; fetch it again")
  const dimensions = Array.from({ length: rank }, (_, index) => bytes.readUInt32BE(4 + 4 * index))
  const size = dimensions.reduce((product, dimension) => product * dimension, 1)
  if (size === 0) return fail(file, `it holds no data (its dimensions are ${dimensions.join(" x ")})`)
  if (bytes.length !== headerSize + size) {
    const state = bytes.length < headerSize + size ? "is cut off" : "is too long"
    return fail(
      file,
      `the file ${state}: its header promises ${size} values and ${bytes.length - headerSize} are there; fetch it again`
    )
  }
  return Effect.succeed({ dimensions, values: bytes.subarray(headerSize) })
}

/** Reads an idx file, gzipped or not (told by its first bytes); `remedy` says what to do if it is missing. */
export const readIdx = Effect.fnUntraced(function* (file: string, rank: number, remedy: string) {
  const stored = yield* readBytes(file, remedy)
  const isGzipped = stored.length >= 2 && stored.readUInt16BE(0) === GZIP_MAGIC
  const bytes = isGzipped ? yield* gunzip(stored, file) : stored
  return yield* parseIdx(bytes, rank, file)
})
