/**
 * The gradients of a depthwise convolution with channel multiplier 1, from forward depthwise convolutions: the
 * wasm backend has no kernel for either, and dilated ones are refused by TensorFlow.js on every backend.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Window } from "./convolution-geometry.ts"
import { filterConvolution } from "./filter-window.ts"
import { spreadGradient } from "./spread-gradient.ts"

/** dy [n, outHeight, outWidth, c], filter [height, width, c, 1] -> [n, inHeight, inWidth, c]. */
export const depthwiseInputGradient = (dy: tf.Tensor4D, filter: tf.Tensor4D, window: Window): tf.Tensor4D => {
  const { gradient, padding } = spreadGradient(dy, window)
  const turned = tf.reverse(filter, [0, 1])
  return tf.depthwiseConv2d(gradient, turned, 1, padding, "NHWC", [
    window.dilationHeight,
    window.dilationWidth
  ])
}

/**
 * x [n, inHeight, inWidth, c], dy [n, outHeight, outWidth, c] -> [height, width, c, 1]. Each image's each
 * channel becomes a channel of one wide image, whose depthwise filter is that channel's dy; the sum over the
 * images comes last.
 */
export const depthwiseFilterGradient = (x: tf.Tensor4D, dy: tf.Tensor4D, window: Window): tf.Tensor4D => {
  const { batch, inHeight, inWidth, outHeight, outWidth } = window
  const channels = x.shape[3]
  const { strides, dilations, padding } = filterConvolution(window)
  const image = tf.reshape<tf.Rank.R4>(tf.transpose(x, [1, 2, 0, 3]), [
    1,
    inHeight,
    inWidth,
    batch * channels
  ])
  const filter = tf.reshape<tf.Rank.R4>(tf.transpose(dy, [1, 2, 0, 3]), [
    outHeight,
    outWidth,
    batch * channels,
    1
  ])
  const result = tf.depthwiseConv2d(image, filter, strides, padding, "NHWC", dilations)
  const [, height, width] = result.shape
  const perImage = tf.reshape<tf.Rank.R3>(result, [height * width, batch, channels])
  const summed = tf.reshape<tf.Rank.R4>(tf.sum(perImage, 1), [height, width, channels, 1])
  if (height === window.height && width === window.width) return summed
  return tf.slice(summed, [0, 0, 0, 0], [window.height, window.width, channels, 1])
}
