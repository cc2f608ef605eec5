/**
 * Batch normalisation (Ioffe & Szegedy 2015) with its gradient in one piece: nine passes over the activations in
 * all, where the gradient that TensorFlow.js derives from `tf.moments` and `tf.batchNorm` needs more than twice
 * as many and broadcasts slowly.
 */
import * as tf from "@tensorflow/tfjs-core"
import { channelMean, scaleAndShift } from "./channel-operations.ts"
import { rank1, rank4 } from "./tensor-rank.ts"

/** Added to a variance before its root is taken; the value of NASNet's CIFAR-10 networks. */
export const VARIANCE_EPSILON = 1e-5

/** The learnt scale and offset, [c] each. */
export interface Affine {
  readonly scale: tf.Tensor1D
  readonly offset: tf.Tensor1D
}

/** The statistics of a batch, or their running averages, [c] each. */
export interface Statistics {
  readonly mean: tf.Tensor1D
  readonly variance: tf.Tensor1D
}

const inverseDeviation = (variance: tf.Tensor1D): tf.Tensor1D =>
  tf.rsqrt<tf.Tensor1D>(tf.add(variance, VARIANCE_EPSILON))

const apply = (x: tf.Tensor4D, affine: Affine, mean: tf.Tensor1D, inverse: tf.Tensor1D): tf.Tensor4D => {
  const factor = tf.mul<tf.Tensor1D>(affine.scale, inverse)
  return scaleAndShift(x, factor, tf.sub<tf.Tensor1D>(affine.offset, tf.mul(mean, factor)))
}

/** Normalises x [n, h, w, c] by given statistics, as in evaluation. Not differentiable. */
export const normaliseBy = (x: tf.Tensor4D, affine: Affine, statistics: Statistics): tf.Tensor4D =>
  apply(x, affine, statistics.mean, inverseDeviation(statistics.variance))

interface Saved {
  readonly x: tf.Tensor4D
  readonly scale: tf.Tensor1D
  readonly mean: tf.Tensor1D
  readonly inverse: tf.Tensor1D
}

/**
 * With m = mean, s = 1 / deviation, h = (x - m) s and averages over the batch,
 * dx = scale s (dy - avg(dy) - h avg(dy h)); put as a dy + b x + c, so that it is two scalings and a sum.
 * Gives the gradients of x, scale and offset.
 */
const gradients = (dy: tf.Tensor4D, saved: Saved): [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D] => {
  const { x, scale, mean, inverse } = saved
  const average = channelMean(dy)
  const covariance = tf.sub(channelMean(tf.mul<tf.Tensor4D>(dy, x)), tf.mul(average, mean))
  const projection = tf.mul<tf.Tensor1D>(covariance, inverse)
  const a = tf.mul<tf.Tensor1D>(scale, inverse)
  const b = tf.neg(tf.mul<tf.Tensor1D>(a, tf.mul(projection, inverse)))
  const c = tf.neg(tf.add<tf.Tensor1D>(tf.mul(a, average), tf.mul(b, mean)))
  const dx = tf.add<tf.Tensor4D>(scaleAndShift(dy, a, c), scaleAndShift(x, b, tf.zerosLike(b)))
  const count = x.size / x.shape[3]
  return [dx, tf.mul<tf.Tensor1D>(projection, count), tf.mul<tf.Tensor1D>(average, count)]
}

/**
 * Normalises x [n, h, w, c] by the statistics of this batch. `keep` receives them; they outlive every tidy and
 * are to be disposed of by whoever keeps them.
 */
export const normaliseBatch = (
  x: tf.Tensor4D,
  affine: Affine,
  keep: (statistics: Statistics) => void
): tf.Tensor4D => {
  // All of the forward pass is inside the custom gradient, where nothing is recorded for the backward pass.
  const normalise = tf.customGrad((...inputs) => {
    const mean = channelMean(x)
    const variance = tf.relu(tf.sub<tf.Tensor1D>(channelMean(tf.square(x)), tf.square(mean)))
    const inverse = inverseDeviation(variance)
    const save = inputs[3]
    if (typeof save === "function") save([x, affine.scale, mean, inverse])
    const value = apply(x, affine, mean, inverse)
    keep({ mean: tf.keep(mean), variance: tf.keep(variance) })
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        gradients(rank4(dy), {
          x: rank4(saved[0]),
          scale: rank1(saved[1]),
          mean: rank1(saved[2]),
          inverse: rank1(saved[3])
        })
    }
  })
  return rank4(normalise(x, affine.scale, affine.offset))
}
