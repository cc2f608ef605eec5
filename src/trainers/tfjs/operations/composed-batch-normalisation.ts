/**
 * The two kernels of batch normalisation composed of stock operations, for backends that have none of their own. Means
 * over an image are average poolings of the whole image, since sums over leading axes are slow on some backends.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank1, rank4 } from "../tensor-rank.ts"
import { BATCH_NORM_TRAINING, BATCH_NORM_TRAINING_GRADIENT } from "./batch-normalisation.ts"
import { scaleAndShift } from "./scale-and-shift.ts"

type Call = Parameters<tf.KernelFunc>[0]

/** The mean over images, rows and columns: [n, h, w, c] -> [c]. */
const channelMeans = (x: tf.Tensor4D): tf.Tensor1D => {
  const [batch, height, width, channels] = x.shape
  const perImage = tf.avgPool(x, [height, width], 1, "valid")
  return tf.mean<tf.Tensor1D>(tf.reshape(perImage, [batch, channels]), 0)
}

/** The engine hands kernels tensors, and calls them something less. */
const input = ({ inputs }: Call, name: string): tf.Tensor | undefined => {
  const found = inputs[name]
  return found instanceof tf.Tensor ? found : undefined
}

const epsilonOf = ({ attrs }: Call): number => Number(attrs?.epsilon)

/** (x - mean) inverse. */
const standardise = (x: tf.Tensor4D, mean: tf.Tensor1D, inverse: tf.Tensor1D): tf.Tensor4D =>
  scaleAndShift(x, inverse, tf.neg(tf.mul<tf.Tensor1D>(mean, inverse)))

const forward = (call: Call): tf.Tensor[] =>
  tf.tidy(() => {
    const x = rank4(input(call, "x"))
    const mean = channelMeans(x)
    const centred = scaleAndShift(x, tf.onesLike(mean), tf.neg(mean))
    const variance = channelMeans(tf.square(centred))
    const inverse = tf.rsqrt(tf.add<tf.Tensor1D>(variance, epsilonOf(call)))
    const factor = tf.mul<tf.Tensor1D>(rank1(input(call, "scale")), inverse)
    const y = scaleAndShift(centred, factor, rank1(input(call, "offset")))
    return [y, mean, variance, tf.clone(mean), inverse]
  })

/** With s = 1 / deviation, h = (x - mean) s and averages over the batch: dx = scale s (dy - avg(dy) - h avg(dy h)). */
const backward = (call: Call): tf.Tensor[] =>
  tf.tidy(() => {
    const x = rank4(input(call, "x"))
    const dy = rank4(input(call, "dy"))
    const inverse = rank1(input(call, "saved1"))
    const standardised = standardise(x, rank1(input(call, "saved0")), inverse)
    const average = channelMeans(dy)
    const projection = channelMeans(tf.mul<tf.Tensor4D>(dy, standardised))
    const factor = tf.mul<tf.Tensor1D>(rank1(input(call, "scale")), inverse)
    const dx = tf.sub<tf.Tensor4D>(
      scaleAndShift(dy, factor, tf.neg(tf.mul<tf.Tensor1D>(factor, average))),
      scaleAndShift(standardised, tf.mul<tf.Tensor1D>(factor, projection), tf.zerosLike(factor))
    )
    const count = x.size / x.shape[3]
    return [dx, tf.mul(projection, count), tf.mul(average, count)]
  })

/** Gives the two kernels to the backend that is set, unless it has its own. */
export const installComposedBatchNorm = (): void => {
  const backendName = tf.getBackend()
  if (tf.getKernel(BATCH_NORM_TRAINING, backendName) !== undefined) return
  tf.registerKernel({ kernelName: BATCH_NORM_TRAINING, backendName, kernelFunc: forward })
  tf.registerKernel({ kernelName: BATCH_NORM_TRAINING_GRADIENT, backendName, kernelFunc: backward })
}
