/**
 * Fitting of activations (fit-activations.ts) by matrix products, for backends whose memory cannot be read at once.
 * A product with a matrix that has a single one in each row copies exactly; with its transpose it is the gradient.
 * Sums are in a fixed order, which scattering on a graphics card would not be.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank4 } from "../tensor-rank.ts"

type Shape = readonly [number, number, number, number]

/** [outSize, inSize], a one where output pixel `row` is taken from input pixel `column`. */
const choice = (sources: readonly number[], inSize: number): tf.Tensor2D => {
  const values = new Float32Array(sources.length * inSize)
  for (const [row, source] of sources.entries()) values[row * inSize + source] = 1
  return tf.tensor2d(values, [sources.length, inSize])
}

/** Applies `matrix` [a, b], or its transpose, to the middle axis of x [batch, b, inner]. */
const applyTo = (x: tf.Tensor3D, matrix: tf.Tensor2D, isTransposed: boolean): tf.Tensor3D => {
  const [batch] = x.shape
  const repeated = tf.tile(tf.expandDims<tf.Tensor3D>(matrix, 0), [batch, 1, 1])
  return tf.matMul<tf.Tensor3D>(repeated, x, isTransposed)
}

/** Cuts off the last channels, or adds channels of zeros. */
const fitChannels = (x: tf.Tensor4D, channels: number): tf.Tensor4D => {
  const [batch, height, width, had] = x.shape
  if (had === channels) return x
  if (had > channels) return tf.slice4d(x, [0, 0, 0, 0], [batch, height, width, channels])
  return tf.pad4d(x, [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, channels - had]
  ])
}

export interface Fitting {
  readonly output: Shape
  /** Which row and which column of the input each of the output is taken from. */
  readonly rows: readonly number[]
  readonly columns: readonly number[]
}

const resample = (
  x: tf.Tensor4D,
  rows: tf.Tensor2D,
  columns: tf.Tensor2D,
  [height, width]: readonly [number, number],
  isTransposed: boolean
): tf.Tensor4D => {
  const [batch, inHeight, inWidth, channels] = x.shape
  const tall = applyTo(tf.reshape(x, [batch, inHeight, inWidth * channels]), rows, isTransposed)
  const wide = applyTo(tf.reshape(tall, [batch * height, inWidth, channels]), columns, isTransposed)
  return rank4(tf.reshape(wide, [batch, height, width, channels]))
}

/** Not differentiable by itself: for use within a custom gradient. */
export const fitByProducts = (x: tf.Tensor4D, { output, rows, columns }: Fitting): tf.Tensor4D =>
  tf.tidy(() => {
    const [, inHeight, inWidth] = x.shape
    const [, height, width, channels] = output
    const matrices = [choice(rows, inHeight), choice(columns, inWidth)] as const
    return fitChannels(resample(x, ...matrices, [height, width], false), channels)
  })

/** The gradient of `fitByProducts` for an input of shape `input`. */
export const fitGradientByProducts = (
  dy: tf.Tensor4D,
  input: Shape,
  { rows, columns }: Fitting
): tf.Tensor4D =>
  tf.tidy(() => {
    const [, height, width, channels] = input
    const matrices = [choice(rows, height), choice(columns, width)] as const
    return fitChannels(resample(dy, ...matrices, [height, width], true), channels)
  })
