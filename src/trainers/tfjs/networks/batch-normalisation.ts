/**
 * Batch normalisation (Ioffe & Szegedy 2015) with its gradient in one piece: nine passes over the activations in
 * all, where the gradient that TensorFlow.js derives from `tf.moments` and `tf.batchNorm` needs more than twice
 * as many and broadcasts slowly.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank4 } from "../tensor-rank.ts"
import { channelMeans, scaleAndShift } from "./channel-operations.ts"

/** Added to a variance before its root is taken; the value of NASNet's CIFAR-10 networks. */
export const VARIANCE_EPSILON = 1e-5

/** The learnt scale and offset, [c] each. */
export interface Affine {
  readonly scale: tf.Tensor1D
  readonly offset: tf.Tensor1D
}

/** The statistics of a batch, or their running averages: one number a channel. */
export interface Statistics {
  readonly mean: Float64Array
  readonly variance: Float64Array
}

/** An array with the value of `compute` for each channel. */
const perChannel = (channels: number, compute: (channel: number) => number): Float64Array => {
  const values = new Float64Array(channels)
  for (let channel = 0; channel < channels; channel++) values[channel] = compute(channel)
  return values
}

const at = (values: ArrayLike<number>, channel: number): number => values[channel] ?? 0

const inverseDeviations = ({ variance }: Statistics): Float64Array =>
  variance.map((value) => 1 / Math.sqrt(value + VARIANCE_EPSILON))

/** Normalises x [n, h, w, c] by given statistics. Not differentiable. */
export const normaliseBy = (x: tf.Tensor4D, affine: Affine, statistics: Statistics): tf.Tensor4D => {
  const inverse = inverseDeviations(statistics)
  const scale = affine.scale.dataSync()
  const offset = affine.offset.dataSync()
  const factor = inverse.map((value, channel) => value * at(scale, channel))
  const shift = perChannel(factor.length, (k) => at(offset, k) - at(statistics.mean, k) * at(factor, k))
  return scaleAndShift(x, factor, shift)
}

const batchStatistics = (x: tf.Tensor4D): Statistics => {
  const mean = channelMeans(x)
  const meanSquare = channelMeans(tf.square(x))
  return { mean, variance: meanSquare.map((value, k) => Math.max(0, value - at(mean, k) ** 2)) }
}

/**
 * With m = mean, s = 1 / deviation, h = (x - m) s and averages over the batch,
 * dx = scale s (dy - avg(dy) - h avg(dy h)); put as a dy + b x + c, so that it is two scalings and a sum.
 * Gives the gradients of x, scale and offset.
 */
const gradients = (
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  scale: ArrayLike<number>,
  statistics: Statistics
): [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D] => {
  const { mean } = statistics
  const inverse = inverseDeviations(statistics)
  const channels = x.shape[3]
  const count = x.size / channels
  const average = channelMeans(dy)
  const product = channelMeans(tf.mul<tf.Tensor4D>(dy, x))
  const projection = perChannel(
    channels,
    (k) => (at(product, k) - at(average, k) * at(mean, k)) * at(inverse, k)
  )
  const a = perChannel(channels, (k) => at(scale, k) * at(inverse, k))
  const b = perChannel(channels, (k) => -at(a, k) * at(projection, k) * at(inverse, k))
  const c = perChannel(channels, (k) => -at(a, k) * at(average, k) - at(b, k) * at(mean, k))
  const dx = tf.add<tf.Tensor4D>(scaleAndShift(dy, a, c), scaleAndShift(x, b, new Float64Array(channels)))
  const summed = (values: Float64Array): tf.Tensor1D =>
    tf.tensor1d(new Float32Array(values.map((value) => value * count)))
  return [dx, summed(projection), summed(average)]
}

/** Normalises x [n, h, w, c] by the statistics of this batch, which `keep` receives. */
export const normaliseBatch = (
  x: tf.Tensor4D,
  affine: Affine,
  keep: (statistics: Statistics) => void
): tf.Tensor4D => {
  // All of the forward pass is inside the custom gradient, where nothing is recorded for the backward pass.
  const normalise = tf.customGrad((...inputs) => {
    const statistics = batchStatistics(x)
    const scale = affine.scale.dataSync()
    const save = inputs[3]
    if (typeof save === "function") save([x])
    keep(statistics)
    return {
      value: normaliseBy(x, affine, statistics),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => gradients(rank4(dy), rank4(saved), scale, statistics)
    }
  })
  return rank4(normalise(x, affine.scale, affine.offset))
}
