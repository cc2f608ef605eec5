/**
 * Means and scalings channel by channel, written with the operations that are fast on the wasm backend: a mean
 * over an image is an average pooling of the whole image, and a scaling is a depthwise convolution of size 1
 * with a bias. The obvious `tf.moments`, `tf.sum` over leading axes and broadcasting take 3 to 10 times as long.
 *
 * What there is one of for each channel is a plain array of numbers here, in double precision: reading a few
 * numbers from the wasm heap costs less than one operation of TensorFlow.js.
 */
import * as tf from "@tensorflow/tfjs-core"

/** The mean over images, rows and columns: [n, h, w, c] -> one number a channel. */
export const channelMeans = (x: tf.Tensor4D): Float64Array => {
  const [batch, height, width, channels] = x.shape
  const perImage = tf.tidy(() => tf.avgPool(x, [height, width], 1, "valid"))
  const values = perImage.dataSync()
  perImage.dispose()
  const means = new Float64Array(channels)
  for (let i = 0; i < values.length; i++) means[i % channels] = (means[i % channels] ?? 0) + (values[i] ?? 0)
  return means.map((sum) => sum / batch)
}

/** x * scale + shift, channel by channel. Not differentiable: for use within a gradient's own code. */
export const scaleAndShift = (x: tf.Tensor4D, scale: Float64Array, shift: Float64Array): tf.Tensor4D =>
  tf.fused.depthwiseConv2d({
    x,
    filter: tf.tensor4d(new Float32Array(scale), [1, 1, x.shape[3], 1]),
    strides: 1,
    pad: "valid",
    bias: tf.tensor1d(new Float32Array(shift))
  })
