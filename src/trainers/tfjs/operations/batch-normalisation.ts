/**
 * Batch normalisation in training (Ioffe & Szegedy 2015) as one operation with one gradient. It runs two kernels of
 * our own, which each backend has in the way that is fastest there: its own, or one that is composed of stock
 * operations (composed-batch-normalisation.ts).
 *
 * `BatchNormTraining`: inputs x [n, h, w, c], scale [c], offset [c]; attribute epsilon; outputs y [n, h, w, c], the
 * batch's mean [c] and biased variance [c], and up to three tensors that only its gradient kernel understands.
 * `BatchNormTrainingGradient`: inputs dy, x, scale, saved0 to saved2 as far as there are any; attribute epsilon;
 * outputs dx [n, h, w, c], dscale [c], doffset [c].
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank1, rank4 } from "../tensor-rank.ts"

export const BATCH_NORM_TRAINING = "BatchNormTraining"
export const BATCH_NORM_TRAINING_GRADIENT = "BatchNormTrainingGradient"

/** Added to a variance before its root is taken; the value of NASNet's CIFAR-10 networks. */
export const VARIANCE_EPSILON = 1e-5

export interface BatchNormalised {
  readonly y: tf.Tensor4D
  readonly mean: tf.Tensor1D
  /** Biased: the mean of the squared distances from the mean. */
  readonly variance: tf.Tensor1D
}

/** Normalises by the statistics of this batch, which have no gradient of their own. */
export const batchNorm = (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): BatchNormalised => {
  const results = tf
    .engine()
    .runKernel<tf.Tensor[]>(BATCH_NORM_TRAINING, { x, scale, offset }, { epsilon: VARIANCE_EPSILON })
  return { y: rank4(results[0]), mean: rank1(results[1]), variance: rank1(results[2]) }
}

const first = (tensors: tf.Tensor | readonly tf.Tensor[]): tf.Tensor | undefined =>
  tensors instanceof tf.Tensor ? tensors : tensors[0]

export const batchNormGradient: tf.GradConfig = {
  kernelName: BATCH_NORM_TRAINING,
  inputsToSave: ["x", "scale"],
  outputsToSave: [false, false, false, true, true, true],
  gradFunc: (dys, [x, scale, ...saved], attributes) => {
    const named = Object.fromEntries(saved.map((tensor, index) => [`saved${index}`, tensor]))
    // At once, since each of the functions below runs in a scope of its own, which would dispose of the others' results.
    const [dx, dscale, doffset] = tf
      .engine()
      .runKernel<tf.Tensor[]>(
        BATCH_NORM_TRAINING_GRADIENT,
        { dy: rank4(first(dys)), x: rank4(x), scale: rank1(scale), ...named },
        attributes
      )
    return { x: () => rank4(dx), scale: () => rank1(dscale), offset: () => rank1(doffset) }
  }
}
