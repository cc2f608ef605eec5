/**
 * The idx format of MNIST (big-endian: two zero bytes, an element type, the number of dimensions, the
 * dimensions as 32-bit integers, then the elements), plain or gzipped. Only unsigned bytes are read, which is
 * what images and labels are.
 */
import { Effect } from "effect"
import { DatasetError } from "../dataset-error.ts"
import type { LabelledImages } from "../labelled-images.ts"
import { type Expectation, readDataFile } from "../read-data-file.ts"
import type { StoredImages } from "../stored-images.ts"

export interface IdxArray {
  readonly dimensions: readonly number[]
  readonly values: Uint8Array
}

/** Images and their labels. */
export interface IdxPair {
  readonly images: string
  readonly labels: string
}

const UNSIGNED_BYTE = 0x08

const fail = (file: string, reason: string): Effect.Effect<never, DatasetError> =>
  Effect.fail(new DatasetError({ file, reason }))

/** Parses idx bytes with exactly `rank` dimensions; `file` names them in errors. */
const parseIdx = (bytes: Buffer, rank: number, file: string): Effect.Effect<IdxArray, DatasetError> => {
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

export const readIdx = Effect.fnUntraced(function* (file: string, rank: number, expectation: Expectation) {
  return yield* parseIdx(yield* readDataFile(file, expectation), rank, file)
})

/** Reads grey images and their labels, and checks that they belong together. */
const readPair = Effect.fnUntraced(function* (pair: IdxPair, expectation: Expectation) {
  const images = yield* readIdx(pair.images, 3, expectation)
  const labels = yield* readIdx(pair.labels, 1, expectation)
  const [count = 0, height = 0, width = 0] = images.dimensions
  if (labels.values.length !== count) {
    return yield* fail(
      pair.labels,
      `it has ${labels.values.length} labels, but ${pair.images} has ${count} images; they must come from the same set`
    )
  }
  const loaded: LabelledImages = {
    shape: { height, width, channels: 1 },
    count,
    pixels: images.values,
    labels: labels.values
  }
  return loaded
})

export const idxImages = (parts: { readonly training: IdxPair; readonly test: IdxPair }): StoredImages => ({
  format: "idx",
  files: (part) => Effect.succeed([parts[part].images, parts[part].labels]),
  read: (part, expectation) => readPair(parts[part], expectation)
})
