/**
 * Variation of training images: random crop with padding, horizontal flip, cutout. What is done to an image depends on
 * the individual's seed, the epoch and the image's number alone, so a training repeats itself to the bit, whatever the
 * batches are and wherever they are made.
 */
import { randomStream, type Seed } from "../domain/random-stream.ts"
import type { AugmentationConfig } from "./image-config.ts"
import type { LabelledImages } from "./labelled-images.ts"
import { scaled, scaleOf } from "./pixel-scale.ts"

/** Writes a variation of image number `image`, whose numbers are `from`, into `into`; both are whole images. */
export type Augment = (image: number, epoch: number, from: Float32Array, into: Float32Array) => void

/** What was drawn for one image in one epoch. */
export interface Variation {
  /** The row and the column of the image from which the first row and column come; negative within the padding. */
  readonly top: number
  readonly left: number
  readonly isFlipped: boolean
  /** The rows and columns that are blanked out: from the first, up to and without the last. */
  readonly cutout: {
    readonly top: number
    readonly bottom: number
    readonly left: number
    readonly right: number
  }
}

/** Where an image's values are: images in patches (`inPatches`) are varied as the images that they were. */
interface Geometry {
  readonly height: number
  readonly width: number
  readonly channels: number
  /** For each value of the image that it was, row by row with channels last, its place. */
  readonly places: Uint32Array
  /** For each value its place where left and right are exchanged. */
  readonly mirrored: Uint32Array
}

const geometryOf = ({ shape }: LabelledImages, patchSize: number): Geometry => {
  const height = shape.height * patchSize
  const width = shape.width * patchSize
  const channels = shape.channels / (patchSize * patchSize)
  const placeOf = (row: number, column: number): number => {
    const patch = Math.floor(row / patchSize) * shape.width + Math.floor(column / patchSize)
    return patch * shape.channels + ((row % patchSize) * patchSize + (column % patchSize)) * channels
  }
  const places = new Uint32Array(height * width * channels)
  const mirrored = new Uint32Array(places.length)
  for (let value = 0; value < places.length; value++) {
    const channel = value % channels
    const column = Math.floor(value / channels) % width
    const row = Math.floor(value / (channels * width))
    places[value] = placeOf(row, column) + channel
    mirrored[value] = placeOf(row, width - 1 - column) + channel
  }
  return { height, width, channels, places, mirrored }
}

/** Draws in one order, whatever is switched on, so that switching one on leaves the others as they were. */
export const drawVariation = (
  { crop, flip, cutout }: AugmentationConfig,
  { height, width }: Pick<Geometry, "height" | "width">,
  seed: Seed,
  number: number
): Variation => {
  const stream = randomStream(seed, "augment", number)
  const top = stream.below(2 * crop + 1) - crop
  const left = stream.below(2 * crop + 1) - crop
  const isFlipped = stream.below(2) === 1 && flip
  const centre = { row: stream.below(height), column: stream.below(width) }
  const first = { row: centre.row - (cutout >> 1), column: centre.column - (cutout >> 1) }
  return {
    top,
    left,
    isFlipped,
    cutout: { top: first.row, bottom: first.row + cutout, left: first.column, right: first.column + cutout }
  }
}

const isNothing = ({ crop, flip, cutout }: AugmentationConfig): boolean => crop === 0 && !flip && cutout === 0

/**
 * For images that may be in patches of `patchSize`; undefined where nothing is to be varied. What a crop brings in is
 * black; what is cut out is 0, which is the mean colour where images are standardised.
 */
export const makeAugment = (
  config: AugmentationConfig,
  images: LabelledImages,
  patchSize: number,
  seed: Seed
): Augment | undefined => {
  if (isNothing(config)) return undefined
  const geometry = geometryOf(images, patchSize)
  const scale = scaleOf(images)
  const black = Float32Array.from({ length: geometry.places.length }, (_, value) =>
    scaled(0, (value % geometry.channels) % scale.mean.length, scale)
  )
  return (image, epoch, from, into) => {
    const number = epoch * images.count + image
    const variation = drawVariation(config, geometry, seed, number)
    move(variation, geometry, black, from, into)
    if (config.cutout > 0) blank(variation, geometry, into)
  }
}

/** The first and the one after the last of `length` places whose neighbour at a distance of `shift` is there as well. */
const within = (length: number, shift: number): readonly [number, number] => [
  Math.max(0, -shift),
  Math.min(length, length - shift)
]

const move = (
  { top, left, isFlipped }: Variation,
  { height, width, channels, places, mirrored }: Geometry,
  /** A whole image. */
  black: Float32Array,
  from: Float32Array,
  into: Float32Array
): void => {
  if (top !== 0 || left !== 0) into.set(black)
  const targets = isFlipped ? mirrored : places
  const distance = (top * width + left) * channels
  const [firstRow, endRow] = within(height, top)
  const [firstColumn, endColumn] = within(width, left)
  for (let row = firstRow; row < endRow; row++) {
    const end = (row * width + endColumn) * channels
    for (let value = (row * width + firstColumn) * channels; value < end; value++)
      into[targets[value] ?? 0] = from[places[value + distance] ?? 0] ?? 0
  }
}

const blank = (
  { cutout }: Variation,
  { height, width, channels, places }: Geometry,
  into: Float32Array
): void => {
  for (let row = Math.max(0, cutout.top); row < Math.min(height, cutout.bottom); row++) {
    for (let column = Math.max(0, cutout.left); column < Math.min(width, cutout.right); column++) {
      const to = places[(row * width + column) * channels] ?? 0
      for (let channel = 0; channel < channels; channel++) into[to + channel] = 0
    }
  }
}
