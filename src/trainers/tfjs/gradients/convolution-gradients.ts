/**
 * The gradients of a convolution, from operations that the wasm backend has and does fast (XNNPACK
 * convolutions and products of untransposed matrices). Its own backend lacks Conv2DBackpropFilter, has a
 * scalar Conv2DBackpropInput, and TensorFlow.js refuses gradients of dilated convolutions on every backend.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Window } from "./convolution-geometry.ts"
import { filterConvolution } from "./filter-window.ts"
import { spreadGradient } from "./spread-gradient.ts"

/** dy [n, outHeight, outWidth, outputs], filter [height, width, inputs, outputs] -> [n, inHeight, inWidth, inputs]. */
export const convolutionInputGradient = (
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  window: Window
): tf.Tensor4D => {
  const isPoint = window.height === 1 && window.width === 1
  const turned = tf.transpose(isPoint ? filter : tf.reverse(filter, [0, 1]), [0, 1, 3, 2])
  const { gradient, padding } = spreadGradient(dy, window)
  return tf.conv2d(gradient, turned, 1, padding, "NHWC", [window.dilationHeight, window.dilationWidth])
}

const pointFilterGradient = (x: tf.Tensor4D, dy: tf.Tensor4D): tf.Tensor4D => {
  const [batch, height, width, inputs] = x.shape
  const outputs = dy.shape[3]
  const pixels = batch * height * width
  const inputsFirst = tf.transpose(tf.reshape<tf.Rank.R2>(x, [pixels, inputs]), [1, 0])
  const product = tf.matMul(inputsFirst, tf.reshape<tf.Rank.R2>(dy, [pixels, outputs]))
  return tf.reshape<tf.Rank.R4>(product, [1, 1, inputs, outputs])
}

/** x [n, inHeight, inWidth, inputs], dy [n, outHeight, outWidth, outputs] -> [height, width, inputs, outputs]. */
export const convolutionFilterGradient = (x: tf.Tensor4D, dy: tf.Tensor4D, window: Window): tf.Tensor4D => {
  const isPoint = window.height === 1 && window.width === 1
  if (isPoint && window.strideHeight === 1 && window.strideWidth === 1) return pointFilterGradient(x, dy)
  // Batch and channels change places, so that the sum over the batch is the convolution's sum over channels.
  const { strides, dilations, padding } = filterConvolution(window)
  const images = tf.transpose(x, [3, 1, 2, 0])
  const filters = tf.transpose(dy, [1, 2, 0, 3])
  const result = tf.conv2d(images, filters, strides, padding, "NHWC", dilations)
  const [inputs, height, width, outputs] = result.shape
  const isExact = height === window.height && width === window.width
  const kept = isExact
    ? result
    : tf.slice(result, [0, 0, 0, 0], [inputs, window.height, window.width, outputs])
  return tf.transpose(kept, [1, 2, 0, 3])
}
