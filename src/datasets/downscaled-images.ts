/** Smaller images: each new pixel is the mean over the area of the old image that it covers, pixels in part included. */
import type { ImageConfig } from "./image-config.ts"
import { type ImageShape, imageSize, type LabelledImages, pixelsLike } from "./labelled-images.ts"

/** What a new row (or column) takes from the old ones: the first of them, and how much of each from there on. */
interface Cover {
  readonly first: number
  /** They add up to 1. */
  readonly weights: readonly number[]
}

const covers = (from: number, to: number): readonly Cover[] =>
  Array.from({ length: to }, (_, index) => {
    // In units of 1 / to of an old row, so that all is whole numbers.
    const [start, end] = [index * from, (index + 1) * from]
    const first = Math.floor(start / to)
    const last = Math.ceil(end / to) - 1
    const weights = Array.from({ length: last - first + 1 }, (_, offset) => {
      const row = first + offset
      return (Math.min(end, (row + 1) * to) - Math.max(start, row * to)) / from
    })
    return { first, weights }
  })

const target = ({ height, width, channels }: ImageShape, downscale: ImageConfig["downscale"]): ImageShape => {
  if (typeof downscale !== "number") {
    if (downscale.height > height || downscale.width > width)
      throw new RangeError(
        `images of ${height} x ${width} pixels cannot be scaled down to ${downscale.height} x ${downscale.width}; evaluator.downscale must not be larger than they are`
      )
    return { ...downscale, channels }
  }
  if (height % downscale !== 0 || width % downscale !== 0)
    throw new RangeError(
      `images of ${height} x ${width} pixels cannot be scaled down by ${downscale}; set evaluator.downscale to a divisor of both, or to a height and a width`
    )
  return { height: height / downscale, width: width / downscale, channels }
}

/** Throws RangeError, in a sentence, where they cannot be scaled so. */
export const downscaledImages = (
  images: LabelledImages,
  downscale: ImageConfig["downscale"]
): LabelledImages => {
  if (downscale === 1) return images
  const shape = target(images.shape, downscale)
  const rows = covers(images.shape.height, shape.height)
  const columns = covers(images.shape.width, shape.width)
  const pixels = pixelsLike(images.pixels, images.count * imageSize(shape))
  const areas = rows.flatMap((row) => columns.map((column) => ({ row, column })))
  const isBytes = pixels instanceof Uint8Array
  let at = 0
  for (let image = 0; image < images.count; image++) {
    for (const area of areas) {
      for (let channel = 0; channel < shape.channels; channel++, at++) {
        const value = meanOver(images, image, area, channel)
        pixels[at] = isBytes ? Math.round(value) : value
      }
    }
  }
  return { ...images, shape, pixels }
}

/** What a new pixel covers. */
interface Area {
  readonly row: Cover
  readonly column: Cover
}

const meanOver = (
  { pixels, shape }: LabelledImages,
  image: number,
  { row, column }: Area,
  channel: number
): number => {
  let sum = 0
  for (let y = 0; y < row.weights.length; y++) {
    const line = (image * shape.height + row.first + y) * shape.width
    for (let x = 0; x < column.weights.length; x++) {
      const weight = (row.weights[y] ?? 0) * (column.weights[x] ?? 0)
      sum += weight * (pixels[(line + column.first + x) * shape.channels + channel] ?? 0)
    }
  }
  return sum
}
