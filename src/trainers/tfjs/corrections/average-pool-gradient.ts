/**
 * The gradient of average pooling. The forward pass divides by the number of pixels inside the image, TensorFlow.js's
 * gradient of it by the size of the window, so that it is too small at padded borders. Its gradient is right for a
 * gradient of the output that was scaled by the one over the other.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank4 } from "../tensor-rank.ts"
import type { Correction } from "./correction.ts"

/** For each position of a window of `length` along one axis, the share of it that is inside the image. */
const sharesInside = (
  axis: { readonly size: number; readonly outSize: number; readonly stride: number; readonly before: number },
  length: number
): number[] =>
  Array.from({ length: axis.outSize }, (_, index) => {
    const start = index * axis.stride - axis.before
    return (Math.min(axis.size, start + length) - Math.max(0, start)) / length
  })

/** dy [n, outHeight, outWidth, c] by the share of its window that is inside the image. */
const scaled = (dy: tf.Tensor4D, x: tf.Tensor4D, attributes: tf.NamedAttrMap): tf.Tensor4D => {
  const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as tf.AvgPoolAttrs
  const info = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode)
  const rows = sharesInside(
    { size: info.inHeight, outSize: info.outHeight, stride: info.strideHeight, before: info.padInfo.top },
    info.filterHeight
  )
  const columns = sharesInside(
    { size: info.inWidth, outSize: info.outWidth, stride: info.strideWidth, before: info.padInfo.left },
    info.filterWidth
  )
  const shares = rows.flatMap((row) => columns.map((column) => row * column))
  if (shares.every((share) => share === 1)) return dy
  return tf.div(dy, tf.tensor4d(shares, [1, rows.length, columns.length, 1]))
}

export const averagePoolGradient: Correction = {
  fault: "the gradient of a padded average pooling is too small at the borders",
  backends: ["cpu", "webgpu"],
  install: () => {
    const stock = tf.getGradient("AvgPool")
    tf.registerGradient({
      ...stock,
      gradFunc: (dy, saved, attributes) =>
        stock.gradFunc(scaled(rank4(dy), rank4(saved[0]), attributes), saved, attributes)
    })
  }
}
