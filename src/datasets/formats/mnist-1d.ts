/**
 * MNIST-1D (S. Greydanus 2020, "Scaling down deep learning", arXiv 2011.14439): 4,000 and 1,000 examples of 40 numbers
 * in ten classes, on which architectures differ although a training takes a second. They are read as images of one row
 * and 40 columns with one channel, so that the operations of every space work on them.
 *
 * The packed file ships with the program; `data/README.md` names its source and layout, `data/mnist-1d/pack.ts` writes it.
 */
import { Effect } from "effect"
import { DatasetError } from "../dataset-error.ts"
import type { LabelledImages } from "../labelled-images.ts"
import { type PackedFile, packedPath, readPackedFile } from "../packed-file.ts"
import type { Part, StoredImages } from "../stored-images.ts"

export const EXAMPLES: Readonly<Record<Part, number>> = { training: 4000, test: 1000 }
export const VALUES = 40
/** A value is stored as value x 100,000 + 600,000, which is exact: those of the source have five decimals. */
export const DECIMALS = 100_000
export const OFFSET = 600_000
export const VALUE_BYTES = 3

const ALL = EXAMPLES.training + EXAMPLES.test

export const PACKED_FILE: PackedFile = {
  benchmark: "MNIST-1D",
  path: "mnist-1d/mnist-1d.bin.br",
  bytes: ALL + ALL * VALUES * VALUE_BYTES
}

const firstOf = (part: Part): number => (part === "training" ? 0 : EXAMPLES.training)

const unpack = (packed: DataView, part: Part): LabelledImages => {
  const [count, first] = [EXAMPLES[part], firstOf(part)]
  const plane = ALL * VALUES
  const pixels = new Float32Array(count * VALUES)
  for (let at = 0; at < pixels.length; at++) {
    const place = ALL + first * VALUES + at
    const stored =
      packed.getUint8(place) |
      (packed.getUint8(place + plane) << 8) |
      (packed.getUint8(place + 2 * plane) << 16)
    pixels[at] = (stored - OFFSET) / DECIMALS
  }
  const labels = Uint8Array.from({ length: count }, (_, index) => packed.getUint8(first + index))
  return { shape: { height: 1, width: VALUES, channels: 1 }, count, pixels, labels }
}

export const mnist1dImages: StoredImages = {
  format: "mnist-1d",
  files: () => Effect.succeed([packedPath(PACKED_FILE)]),
  read: (part) =>
    Effect.try({
      try: () => unpack(readPackedFile(PACKED_FILE), part),
      catch: (cause) =>
        new DatasetError({
          file: packedPath(PACKED_FILE),
          reason: cause instanceof Error ? cause.message : String(cause)
        })
    })
}
