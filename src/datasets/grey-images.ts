/** Colour images as grey ones. */
import { imageSize, type LabelledImages, pixelsLike } from "./labelled-images.ts"

/** ITU-R BT.601. */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114] as const
const COLOURS = 3

/** Images of one channel are left as they are. Throws RangeError where there are neither one nor three. */
export const greyImages = (images: LabelledImages): LabelledImages => {
  const { channels } = images.shape
  if (channels === 1) return images
  if (channels !== COLOURS)
    throw new RangeError(`images of ${channels} channels cannot be made grey: red, green and blue are needed`)
  const shape = { ...images.shape, channels: 1 }
  const pixels = pixelsLike(images.pixels, images.count * imageSize(shape))
  const isBytes = pixels instanceof Uint8Array
  for (let at = 0; at < pixels.length; at++) {
    const from = at * COLOURS
    const luma =
      RED * (images.pixels[from] ?? 0) +
      GREEN * (images.pixels[from + 1] ?? 0) +
      BLUE * (images.pixels[from + 2] ?? 0)
    pixels[at] = isBytes ? Math.round(luma) : luma
  }
  return { ...images, shape, pixels }
}
