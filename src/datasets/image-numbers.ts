/** The numbers that a network gets of images: scaled as configured and, in training, varied. Plain arrays, no tensors. */
import type { Augment } from "./augmentation.ts"
import { imageSize, type LabelledImages, type PixelScale } from "./labelled-images.ts"
import { BYTE_VALUES, numbersOfBytes, scaled, scaleOf } from "./pixel-scale.ts"

/** Writes the numbers of one image. */
type WriteImage = (image: number, into: Float32Array, at: number) => void

const writeBytes = (pixels: Uint8Array, size: number, scale: PixelScale): WriteImage => {
  const numbers = numbersOfBytes(scale)
  const channels = scale.mean.length
  if (channels === 1) {
    return (image, into, at) => {
      const start = image * size
      for (let i = 0; i < size; i++) into[at + i] = numbers[pixels[start + i] ?? 0] ?? 0
    }
  }
  return (image, into, at) => {
    const start = image * size
    for (let channel = 0; channel < channels; channel++) {
      const table = channel * BYTE_VALUES
      for (let i = channel; i < size; i += channels)
        into[at + i] = numbers[table + (pixels[start + i] ?? 0)] ?? 0
    }
  }
}

const writeNumbers =
  (pixels: Float32Array, size: number, scale: PixelScale): WriteImage =>
  (image, into, at) => {
    const channels = scale.mean.length
    for (let i = 0; i < size; i++) into[at + i] = scaled(pixels[image * size + i] ?? 0, i % channels, scale)
  }

export interface Variations {
  readonly augment: Augment
  readonly epoch: number
}

/** Of the chosen images, in the order of `indexes`: their number x height x width x channels values. */
export const numbersOfImages = (
  images: LabelledImages,
  indexes: Uint32Array,
  variations?: Variations
): Float32Array => {
  const { pixels, shape } = images
  const size = imageSize(shape)
  const scale = scaleOf(images)
  const write =
    pixels instanceof Uint8Array ? writeBytes(pixels, size, scale) : writeNumbers(pixels, size, scale)
  const numbers = new Float32Array(indexes.length * size)
  const plain = new Float32Array(variations === undefined ? 0 : size)
  for (let position = 0; position < indexes.length; position++) {
    const image = indexes[position] ?? 0
    if (variations === undefined) {
      write(image, numbers, position * size)
    } else {
      write(image, plain, 0)
      const into = numbers.subarray(position * size, (position + 1) * size)
      variations.augment(image, variations.epoch, plain, into)
    }
  }
  return numbers
}
