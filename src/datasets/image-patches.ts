/**
 * Images with fewer and deeper pixels: every patch of p x p pixels becomes one pixel with p x p times the channels
 * ("space to depth"). Nothing is lost, and a network that begins at such a size is about p x p times cheaper.
 */
import { imageSize, type LabelledImages, pixelsLike } from "./labelled-images.ts"

/** `patchSize` must divide height and width. Channels are in the order of the patch's rows, columns, and channels. */
export const inPatches = (images: LabelledImages, patchSize: number): LabelledImages => {
  if (patchSize === 1) return images
  const { height, width, channels } = images.shape
  if (height % patchSize !== 0 || width % patchSize !== 0)
    throw new RangeError(`images of ${height} x ${width} pixels cannot be cut into patches of ${patchSize}`)
  const shape = {
    height: height / patchSize,
    width: width / patchSize,
    channels: channels * patchSize * patchSize
  }
  const size = imageSize(shape)
  const pixels = pixelsLike(images.pixels, images.pixels.length)
  for (let at = 0; at < pixels.length; at++) {
    const image = Math.floor(at / size)
    const row = Math.floor((at % size) / (width * channels))
    const column = Math.floor(at / channels) % width
    const place = Math.floor(row / patchSize) * shape.width + Math.floor(column / patchSize)
    const part = ((row % patchSize) * patchSize + (column % patchSize)) * channels + (at % channels)
    pixels[image * size + place * shape.channels + part] = images.pixels[at] ?? 0
  }
  return { ...images, shape, pixels }
}
