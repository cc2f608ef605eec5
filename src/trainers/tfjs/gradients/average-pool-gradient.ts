/**
 * The gradient of average pooling. TensorFlow.js's own is wrong at the borders of a "same" pooling on the cpu,
 * wasm and webgpu backends: the forward pass divides by the number of pixels inside the image, its gradient by
 * the size of the window.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Window } from "./convolution-geometry.ts"
import { depthwiseInputGradient } from "./depthwise-gradients.ts"

interface Axis {
  readonly size: number
  readonly outSize: number
  readonly stride: number
  readonly window: number
  readonly before: number
}

/** How many pixels of the image each position of the window covers along one axis. */
const coverage = ({ size, outSize, stride, window, before }: Axis): number[] =>
  Array.from({ length: outSize }, (_, index) => {
    const start = index * stride - before
    return Math.min(size, start + window) - Math.max(0, start)
  })

/** 1 / (pixels covered), [1, outHeight, outWidth, channels]. */
const shares = (window: Window, channels: number): tf.Tensor4D => {
  const rows = coverage({
    size: window.inHeight,
    outSize: window.outHeight,
    stride: window.strideHeight,
    window: window.height,
    before: window.top
  })
  const columns = coverage({
    size: window.inWidth,
    outSize: window.outWidth,
    stride: window.strideWidth,
    window: window.width,
    before: window.left
  })
  const values = new Float32Array(rows.length * columns.length * channels)
  let position = 0
  for (const row of rows) {
    for (const column of columns) {
      values.fill(1 / (row * column), position, position + channels)
      position += channels
    }
  }
  return tf.tensor4d(values, [1, rows.length, columns.length, channels])
}

/** dy [n, outHeight, outWidth, c] -> [n, inHeight, inWidth, c]. */
export const averagePoolGradient = (dy: tf.Tensor4D, window: Window): tf.Tensor4D => {
  const channels = dy.shape[3]
  const share = tf.mul<tf.Tensor4D>(dy, shares(window, channels))
  // One window may still leave the last rows or columns unread, where the stride is large.
  const isWhole = window.height === window.inHeight && window.width === window.inWidth
  if (window.outHeight === 1 && window.outWidth === 1 && isWhole) {
    return tf.mul<tf.Tensor4D>(share, tf.ones([1, window.inHeight, window.inWidth, channels]))
  }
  return depthwiseInputGradient(share, tf.ones([window.height, window.width, channels, 1]), window)
}
