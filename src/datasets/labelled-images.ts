/**
 * Labelled images in memory: pixels as they are in the files, so that a data set takes little room; a trainer turns
 * them into numbers when it makes a batch.
 */

export interface ImageShape {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** Bytes, as images have them, or any numbers. */
export type Pixels = Uint8Array | Float32Array

/** How pixels become numbers: (value / unit - mean) / deviation, by channel: that of value i is i modulo the number of means. */
export interface PixelScale {
  readonly unit: number
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

export interface LabelledImages {
  readonly shape: ImageShape
  readonly count: number
  /** Row by row, channels last: count x height x width x channels values. */
  readonly pixels: Pixels
  /** One class number an image. */
  readonly labels: Uint8Array
  /** How pixels become the numbers that networks get; "unit" where it is left out. */
  readonly scale?: PixelScale | undefined
}

/** One more than the largest class number: they are bytes. */
export const CLASSES_MAX = 256

export const imageSize = (shape: ImageShape): number => shape.height * shape.width * shape.channels

/** Room for so many pixels of the same kind. */
export const pixelsLike = (pixels: Pixels, length: number): Pixels =>
  pixels instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length)

/** Copies the chosen images, in the order of `indexes`. */
export const selectImages = (source: LabelledImages, indexes: ArrayLike<number>): LabelledImages => {
  const size = imageSize(source.shape)
  const pixels = pixelsLike(source.pixels, indexes.length * size)
  const labels = new Uint8Array(indexes.length)
  for (let position = 0; position < indexes.length; position++) {
    const index = indexes[position] ?? 0
    pixels.set(source.pixels.subarray(index * size, (index + 1) * size), position * size)
    labels[position] = source.labels[index] ?? 0
  }
  return { ...source, count: indexes.length, pixels, labels }
}
