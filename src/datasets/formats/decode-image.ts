/**
 * From an image file's bytes to pixels: PNG, JPEG or WebP, by the library sharp, which is loaded at the first image, so
 * that nobody waits for it who has none.
 */
import { Effect } from "effect"
import { DatasetError } from "../dataset-error.ts"

export interface DecodedImage {
  readonly height: number
  readonly width: number
  /** Red, green and blue of each pixel, row by row; anything transparent is on black. */
  readonly pixels: Uint8Array
}

const CHANNELS = 3

const loadSharp = async () => {
  const { default: sharp } = await import("sharp")
  // A data set is read once: nothing in the cache would be asked for again.
  sharp.cache(false)
  return sharp
}

let loaded: ReturnType<typeof loadSharp> | undefined

const decode = async (bytes: Uint8Array, size: number | undefined): Promise<DecodedImage> => {
  loaded ??= loadSharp()
  const sharp = await loaded
  const image = sharp(bytes, { failOn: "error" }).autoOrient().flatten().toColourspace("srgb")
  const sized = size === undefined ? image : image.resize(size, size, { fit: "fill" })
  const { data, info } = await sized.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true })
  if (info.channels !== CHANNELS) throw new Error(`it has ${info.channels} channels`)
  return { height: info.height, width: info.width, pixels: data }
}

/** `size`: height and width to bring it to; without, it stays as it is. `file` names it in errors. */
export const decodeImage = (
  bytes: Uint8Array,
  file: string,
  size?: number
): Effect.Effect<DecodedImage, DatasetError> =>
  Effect.tryPromise({
    try: () => decode(bytes, size),
    catch: (cause) =>
      new DatasetError({
        file,
        reason: `it cannot be read as an image (${cause instanceof Error ? cause.message : String(cause)}); replace it, or take it away`
      })
  })
