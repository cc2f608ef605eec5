/** Normalisation: how stored pixels become the numbers that networks get. */
import type { ImageConfig } from "./image-config.ts"
import type { LabelledImages, PixelScale, Pixels } from "./labelled-images.ts"

const BYTE_MAX = 255
export const BYTE_VALUES = 256

/** Numbers that were no bytes have no range of their own, and are left as they are. */
const unitOf = (pixels: Pixels): number => (pixels instanceof Uint8Array ? BYTE_MAX : 1)

const plain = (unit: number): PixelScale => ({ unit, mean: [0], deviation: [1] })

/** That of these images; "standardised" computes mean and deviation from them, so give it training images alone. */
export const pixelScale = (
  images: LabelledImages,
  normalisation: ImageConfig["normalisation"]
): PixelScale => {
  switch (normalisation) {
    case "none":
      return plain(1)
    case "unit":
      return plain(unitOf(images.pixels))
    case "standardised":
      return standardising(images)
  }
}

const standardising = ({ pixels, shape: { channels } }: LabelledImages): PixelScale => {
  const unit = unitOf(pixels)
  const moments = Array.from({ length: channels }, (_, channel) => momentsOf(pixels, channel, channels))
  return {
    unit,
    mean: moments.map(({ mean }) => mean / unit),
    // A channel of one value alone has no deviation; it becomes zeros.
    deviation: moments.map(({ deviation }) => deviation / unit || 1)
  }
}

const momentsOf = (pixels: Pixels, channel: number, channels: number) => {
  let sum = 0
  let squares = 0
  for (let at = channel; at < pixels.length; at += channels) {
    const value = pixels[at] ?? 0
    sum += value
    squares += value * value
  }
  const count = pixels.length / channels
  const mean = sum / count
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) }
}

/** The number of each byte: 256 for each channel of the scale. */
export const numbersOfBytes = (scale: PixelScale): Float32Array =>
  Float32Array.from({ length: scale.mean.length * BYTE_VALUES }, (_, at) =>
    scaled(at % BYTE_VALUES, Math.floor(at / BYTE_VALUES), scale)
  )

/** `channel` is one of the scale's. */
export const scaled = (value: number, channel: number, { unit, mean, deviation }: PixelScale): number =>
  (value / unit - (mean[channel] ?? 0)) / (deviation[channel] ?? 1)

export const scaleOf = ({ scale, pixels }: LabelledImages): PixelScale => scale ?? plain(unitOf(pixels))
