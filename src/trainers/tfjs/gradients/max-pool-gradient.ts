/**
 * The gradient of max pooling, computed on plain arrays. The wasm backend's own kernel loses the gradient of
 * every window without a positive value (it begins its search at the smallest positive number) and is slower
 * than this one. Where several pixels share the maximum, the first in reading order gets all of the gradient,
 * as in TensorFlow.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Window } from "./convolution-geometry.ts"

/** The part of the image that one position of the window covers along one axis: from `start` up to `end`. */
interface Span {
  readonly start: number
  readonly end: number
}

interface Arrays {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  readonly dy: ArrayLike<number>
  readonly result: Float32Array
  readonly channels: number
  readonly rowSize: number
}

const spans = (
  count: number,
  stride: number,
  before: number,
  length: number,
  size: number
): readonly Span[] =>
  Array.from({ length: count }, (_, index) => {
    const start = index * stride - before
    return { start: Math.max(0, start), end: Math.min(size, start + length) }
  })

/** The position of the first `maximum` of a window, counted from `first` (an image and a channel), or -1. */
const findMaximum = (arrays: Arrays, first: number, rows: Span, columns: Span, maximum: number): number => {
  const { x, channels, rowSize } = arrays
  for (let row = rows.start; row < rows.end; row++) {
    let position = first + row * rowSize + columns.start * channels
    for (let column = columns.start; column < columns.end; column++, position += channels) {
      if (x[position] === maximum) return position
    }
  }
  return -1
}

/** Gives the gradient at `out` (all channels of one window) to the pixels that hold the maxima. */
const routeWindow = (arrays: Arrays, image: number, rows: Span, columns: Span, out: number): void => {
  const { y, dy, result, channels } = arrays
  for (let channel = 0; channel < channels; channel++) {
    const position = findMaximum(arrays, image + channel, rows, columns, y[out + channel] ?? 0)
    if (position >= 0) result[position] = (result[position] ?? 0) + (dy[out + channel] ?? 0)
  }
}

/** x [n, inHeight, inWidth, c], y and dy [n, outHeight, outWidth, c] -> [n, inHeight, inWidth, c]. */
export const maxPoolGradient = (
  x: tf.Tensor4D,
  y: tf.Tensor4D,
  dy: tf.Tensor4D,
  window: Window
): tf.Tensor4D => {
  const channels = x.shape[3]
  const rowSize = window.inWidth * channels
  const result = new Float32Array(x.size)
  const arrays: Arrays = { x: x.dataSync(), y: y.dataSync(), dy: dy.dataSync(), result, channels, rowSize }
  const rows = spans(window.outHeight, window.strideHeight, window.top, window.height, window.inHeight)
  const columns = spans(window.outWidth, window.strideWidth, window.left, window.width, window.inWidth)
  let out = 0
  for (let image = 0; image < result.length; image += window.inHeight * rowSize) {
    for (const row of rows) {
      for (const column of columns) {
        routeWindow(arrays, image, row, column, out)
        out += channels
      }
    }
  }
  return tf.tensor4d(result, x.shape)
}
