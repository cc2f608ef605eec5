/**
 * Labelled images in memory: bytes as they are in the files, so that a data set takes little room; a trainer
 * scales them when it makes a batch.
 */
import { Effect } from "effect"
import { DatasetError } from "./dataset-error.ts"
import { readIdx } from "./idx.ts"

export interface ImageShape {
  readonly height: number
  readonly width: number
  readonly channels: number
}

export interface LabelledImages {
  readonly shape: ImageShape
  readonly count: number
  /** Row by row, channels last: count x height x width x channels bytes. */
  readonly pixels: Uint8Array
  /** One class number an image. */
  readonly labels: Uint8Array
}

export const imageSize = (shape: ImageShape): number => shape.height * shape.width * shape.channels

/** Reads one pair of idx files (grey images and their labels) and checks that they belong together. */
export const readLabelledImages = Effect.fnUntraced(function* (
  imagesFile: string,
  labelsFile: string,
  remedy: string
) {
  const images = yield* readIdx(imagesFile, 3, remedy)
  const labels = yield* readIdx(labelsFile, 1, remedy)
  const [count = 0, height = 0, width = 0] = images.dimensions
  if (labels.values.length !== count) {
    return yield* new DatasetError({
      file: labelsFile,
      reason: `it has ${labels.values.length} labels, but ${imagesFile} has ${count} images; they must come from the same set`
    })
  }
  const loaded: LabelledImages = {
    shape: { height, width, channels: 1 },
    count,
    pixels: images.values,
    labels: labels.values
  }
  return loaded
})

/** Copies the chosen images, in the order of `indexes`. */
export const selectImages = (source: LabelledImages, indexes: ArrayLike<number>): LabelledImages => {
  const size = imageSize(source.shape)
  const pixels = new Uint8Array(indexes.length * size)
  const labels = new Uint8Array(indexes.length)
  for (let position = 0; position < indexes.length; position++) {
    const index = indexes[position] ?? 0
    pixels.set(source.pixels.subarray(index * size, (index + 1) * size), position * size)
    labels[position] = source.labels[index] ?? 0
  }
  return { shape: source.shape, count: indexes.length, pixels, labels }
}
