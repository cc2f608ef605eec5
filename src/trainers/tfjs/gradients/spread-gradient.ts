/**
 * Prepares the gradient of a strided convolution's output for the convolution that carries it back to the
 * input: zeros go between its pixels where the stride skipped, and the padding is worked out that makes the
 * result as large as the input. Built from reshapes and two-dimensional pads, since the wasm backend's
 * operations on strided or four-dimensional slices are slow.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Window } from "./convolution-geometry.ts"

export type Padding = [[number, number], [number, number], [number, number], [number, number]]

export interface SpreadGradient {
  readonly gradient: tf.Tensor4D
  /** For a convolution of stride 1 with the window's dilation, giving inHeight x inWidth. */
  readonly padding: Padding
}

/** Zeros after each row and column: [n, h, w, c] becomes [n, h x strideHeight, w x strideWidth, c]. */
const insertZeros = (dy: tf.Tensor4D, window: Window): tf.Tensor4D => {
  const { strideHeight, strideWidth } = window
  if (strideHeight === 1 && strideWidth === 1) return dy
  const [batch, height, width, channels] = dy.shape
  const pixels = tf.reshape<tf.Rank.R2>(dy, [batch * height * width, channels])
  const columns = tf.pad(pixels, [
    [0, 0],
    [0, channels * (strideWidth - 1)]
  ])
  const rowSize = width * strideWidth * channels
  const rows = tf.pad(tf.reshape<tf.Rank.R2>(columns, [batch * height, rowSize]), [
    [0, 0],
    [0, rowSize * (strideHeight - 1)]
  ])
  return tf.reshape<tf.Rank.R4>(rows, [batch, height * strideHeight, width * strideWidth, channels])
}

export const spreadGradient = (dy: tf.Tensor4D, window: Window): SpreadGradient => {
  const spread = insertZeros(dy, window)
  const [batch, height, width, channels] = spread.shape
  const reachHeight = window.dilationHeight * (window.height - 1)
  const reachWidth = window.dilationWidth * (window.width - 1)
  const top = reachHeight - window.top
  const left = reachWidth - window.left
  const bottom = window.inHeight + reachHeight - height - top
  const right = window.inWidth + reachWidth - width - left
  // Negative padding means that zeros were inserted after the last pixel that the input has room for.
  const gradient =
    bottom < 0 || right < 0
      ? tf.slice(
          spread,
          [0, 0, 0, 0],
          [batch, height + Math.min(0, bottom), width + Math.min(0, right), channels]
        )
      : spread
  return {
    gradient,
    padding: [
      [0, 0],
      [top, Math.max(0, bottom)],
      [left, Math.max(0, right)],
      [0, 0]
    ]
  }
}
