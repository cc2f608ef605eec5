/**
 * Fits an activation to the shape of another, as Large-Scale Evolution does with what a skip brings: height and width by
 * the nearest neighbour (zeroth-order interpolation), channels by cutting off the last or by adding zeros. Its gradient
 * is one pass over plain arrays, since the wasm backend has none for the gathering of rows and columns; both go by matrix
 * products where a backend's memory cannot be read at once.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { MapShape } from "../../../spaces/map-shape.ts"
import { readsAtOnce } from "../reads-at-once.ts"
import { rank4 } from "../tensor-rank.ts"
import { fitByProducts, fitGradientByProducts } from "./fit-by-products.ts"

type Shape = [number, number, number, number]

/** Which pixel of `inSize` each of `outSize` pixels is taken from. */
const sources = (inSize: number, outSize: number): number[] =>
  Array.from({ length: outSize }, (_, index) => Math.floor((index * inSize) / outSize))

interface Copying {
  readonly input: Shape
  readonly output: Shape
}

/** Calls `visit` with the places of the first channel of each pixel of the output and of the one it is taken from. */
const visitPixels = ({ input, output }: Copying, visit: (inAt: number, outAt: number) => void): void => {
  const [batch, inHeight, inWidth, inChannels] = input
  const [, outHeight, outWidth, outChannels] = output
  const rows = sources(inHeight, outHeight)
  const columns = sources(inWidth, outWidth)
  let outAt = 0
  for (let image = 0; image < batch; image++) {
    for (const row of rows) {
      const rowAt = (image * inHeight + row) * inWidth
      for (const column of columns) {
        visit((rowAt + column) * inChannels, outAt)
        outAt += outChannels
      }
    }
  }
}

const sharedChannels = ({ input, output }: Copying): number => Math.min(input[3], output[3])

/** The pixels that are taken, along one axis; x itself where it is all of them. */
const take = (x: tf.Tensor4D, axis: 1 | 2, outSize: number): tf.Tensor4D => {
  const inSize = x.shape[axis]
  return inSize === outSize ? x : tf.gather(x, tf.tensor1d(sources(inSize, outSize), "int32"), axis)
}

/** Written with operations that every export knows. */
const forward = (x: tf.Tensor4D, { output }: Copying): tf.Tensor4D => {
  const [batch, height, width, channels] = output
  const pixels = take(take(x, 1, height), 2, width)
  const missing = channels - pixels.shape[3]
  if (missing === 0) return pixels
  if (missing < 0) return tf.slice4d(pixels, [0, 0, 0, 0], [batch, height, width, channels])
  return tf.pad4d(pixels, [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, missing]
  ])
}

/** Each pixel of the input gets the sum of the gradients of those that were taken from it. */
const backward = (dy: tf.Tensor4D, copying: Copying): tf.Tensor4D => {
  const from = dy.dataSync()
  const values = new Float32Array(copying.input.reduce((product, size) => product * size, 1))
  const channels = sharedChannels(copying)
  visitPixels(copying, (inAt, outAt) => {
    for (let channel = 0; channel < channels; channel++) {
      values[inAt + channel] = (values[inAt + channel] ?? 0) + (from[outAt + channel] ?? 0)
    }
  })
  return tf.tensor4d(values, copying.input)
}

/** How the backend that is set copies, and how the gradient goes back. */
const wayOfCopying = (copying: Copying) => {
  if (readsAtOnce()) {
    return {
      copy: (x: tf.Tensor4D) => forward(x, copying),
      back: (dy: tf.Tensor4D) => backward(dy, copying)
    }
  }
  const { input, output } = copying
  const fitting = { output, rows: sources(input[1], output[1]), columns: sources(input[2], output[2]) }
  return {
    copy: (x: tf.Tensor4D) => fitByProducts(x, fitting),
    back: (dy: tf.Tensor4D) => fitGradientByProducts(dy, input, fitting)
  }
}

/** x [n, h, w, c] -> [n, height, width, channels]; x itself where it fits. */
export const fitActivations = (x: tf.Tensor4D, { height, width, channels }: MapShape): tf.Tensor4D => {
  const [batch, inHeight, inWidth, inChannels] = x.shape
  if (inHeight === height && inWidth === width && inChannels === channels) return x
  const { copy, back } = wayOfCopying({ input: x.shape, output: [batch, height, width, channels] })
  const fitted = tf.customGrad(() => ({ value: copy(x), gradFunc: (dy: tf.Tensor) => back(rank4(dy)) }))
  return rank4(fitted(x))
}
