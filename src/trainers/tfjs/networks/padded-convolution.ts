/**
 * A convolution whose output is its input's size by the stride, rounded up ("same" padding), for any filter and stride.
 * The wasm backend's own "same" padding gives zeros where a stride is so much larger than the filter that the last
 * rows or columns are never read (3x3 at stride 4 on 28 pixels); with the padding in numbers it is right.
 */
import * as tf from "@tensorflow/tfjs-core"

/** TensorFlow's rule: as little as is needed, and the odd pixel after the last. */
const samePadding = (size: number, filter: number, stride: number): [number, number] => {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + filter - size)
  const before = Math.floor(total / 2)
  return [before, total - before]
}

/** x [n, h, w, inputs], filter [height, width, inputs, outputs] -> [n, ceil(h / stride), ceil(w / stride), outputs]. */
export const paddedConvolution = (
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  [strideHeight, strideWidth]: readonly [number, number]
): tf.Tensor4D => {
  const rows = samePadding(x.shape[1], filter.shape[0], strideHeight)
  const columns = samePadding(x.shape[2], filter.shape[1], strideWidth)
  return tf.conv2d(x, filter, [strideHeight, strideWidth], [[0, 0], rows, columns, [0, 0]])
}
