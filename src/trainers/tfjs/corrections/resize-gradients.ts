/**
 * The gradients of resizing images. On the cpu backend those of all images but the first of a nearest-neighbour
 * resizing are read from the wrong places, a bilinear one's has height and width exchanged, and both take no notice of
 * half-pixel centres. Here each pixel of the output hands its gradient back to the pixels that it was made of.
 */
import type * as tf from "@tensorflow/tfjs-core"
import { replaceKernel } from "../operations/replace-kernel.ts"
import type { Correction } from "./correction.ts"

const BACKEND = "cpu"

/** A pixel of the input that one of the output was made of, and the part that it had, along one axis. */
interface Part {
  readonly from: number
  readonly weight: number
}

interface Resizing {
  readonly alignCorners: boolean
  readonly halfPixelCenters: boolean
}

type PartsOf = (inSize: number, outSize: number, resizing: Resizing) => readonly (readonly Part[])[]

/** How many pixels of the input one pixel of the output is. */
const scaleOf = (inSize: number, outSize: number, { alignCorners }: Resizing): number =>
  alignCorners && outSize > 1 ? (inSize - 1) / (outSize - 1) : inSize / outSize

const nearestParts: PartsOf = (inSize, outSize, resizing) =>
  Array.from({ length: outSize }, (_, index) => {
    const place = scaleOf(inSize, outSize, resizing) * (resizing.halfPixelCenters ? index + 0.5 : index)
    const nearest = resizing.alignCorners ? Math.round(place) : Math.floor(place)
    return [{ from: Math.min(inSize - 1, nearest), weight: 1 }]
  })

const bilinearParts: PartsOf = (inSize, outSize, resizing) =>
  Array.from({ length: outSize }, (_, index) => {
    const scale = scaleOf(inSize, outSize, resizing)
    const place = resizing.halfPixelCenters ? scale * (index + 0.5) - 0.5 : scale * index
    const before = Math.max(0, Math.floor(place))
    const after = Math.min(inSize - 1, Math.ceil(place))
    return [
      { from: before, weight: 1 - (place - before) },
      { from: after, weight: place - before }
    ]
  })

interface Gradients {
  readonly dy: ArrayLike<number>
  readonly dx: Float32Array
  readonly channels: number
}

/** Hands the gradient of the pixel at `out` back to one pixel. */
const handBack = ({ dy, dx, channels }: Gradients, out: number, at: number, weight: number): void => {
  for (let channel = 0; channel < channels; channel++)
    dx[at + channel] = (dx[at + channel] ?? 0) + weight * (dy[out + channel] ?? 0)
}

interface Images {
  readonly shape: readonly number[]
  readonly rows: readonly (readonly Part[])[]
  readonly columns: readonly (readonly Part[])[]
}

const spread = (gradients: Gradients, { shape, rows, columns }: Images): void => {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape
  const pixels = rows.flatMap((rowParts) =>
    columns.map((columnParts) =>
      rowParts.flatMap((row) =>
        columnParts.map((column) => ({
          at: (row.from * width + column.from) * channels,
          weight: row.weight * column.weight
        }))
      )
    )
  )
  for (let image = 0; image < batch; image++) {
    const first = image * height * width * channels
    for (const [pixel, parts] of pixels.entries()) {
      const out = (image * pixels.length + pixel) * channels
      for (const { at, weight } of parts) handBack(gradients, out, first + at, weight)
    }
  }
}

const gradientKernel =
  (partsOf: PartsOf) =>
  (): tf.KernelFunc =>
  ({ inputs: { images, dy }, backend, attrs }) => {
    if (images === undefined || dy === undefined) throw new TypeError("a resizing's gradient lacks an input")
    const resizing = attrs as unknown as Resizing
    const [, inHeight = 0, inWidth = 0, channels = 0] = images.shape
    const [, outHeight = 0, outWidth = 0] = dy.shape
    const dx = new Float32Array(images.shape.reduce((product, size) => product * size, 1))
    const values = (backend as tf.KernelBackend).readSync(dy.dataId)
    spread(
      { dy: values as Float32Array, dx, channels },
      {
        shape: images.shape,
        rows: partsOf(inHeight, outHeight, resizing),
        columns: partsOf(inWidth, outWidth, resizing)
      }
    )
    const dataId = (backend as tf.KernelBackend).write(dx, images.shape, "float32")
    return { dataId, shape: images.shape, dtype: "float32" }
  }

export const resizeGradients: Correction = {
  fault: "the gradients of resizing are wrong for several images, and refused for oblong ones",
  backends: ["cpu"],
  install: () => {
    replaceKernel("ResizeNearestNeighborGrad", BACKEND, gradientKernel(nearestParts))
    replaceKernel("ResizeBilinearGrad", BACKEND, gradientKernel(bilinearParts))
  }
}
