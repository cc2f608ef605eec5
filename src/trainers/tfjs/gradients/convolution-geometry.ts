/** The sizes, strides, dilations and paddings of one two-dimensional convolution or pooling, worked out by TensorFlow.js. */
import * as tf from "@tensorflow/tfjs-core"

export type Shape4D = readonly [number, number, number, number]

export interface Window {
  readonly batch: number
  readonly inHeight: number
  readonly inWidth: number
  readonly outHeight: number
  readonly outWidth: number
  readonly height: number
  readonly width: number
  readonly strideHeight: number
  readonly strideWidth: number
  readonly dilationHeight: number
  readonly dilationWidth: number
  /** Rows and columns of padding before the first pixel; what comes after the last follows from the sizes. */
  readonly top: number
  readonly left: number
}

const windowOf = (info: tf.backend_util.Conv2DInfo): Window => ({
  batch: info.batchSize,
  inHeight: info.inHeight,
  inWidth: info.inWidth,
  outHeight: info.outHeight,
  outWidth: info.outWidth,
  height: info.filterHeight,
  width: info.filterWidth,
  strideHeight: info.strideHeight,
  strideWidth: info.strideWidth,
  dilationHeight: info.dilationHeight,
  dilationWidth: info.dilationWidth,
  top: info.padInfo.top,
  left: info.padInfo.left
})

/** The window of a convolution; `filter` is [height, width, inputs, outputs or multiplier]. */
export const convolutionWindow = (
  input: Shape4D,
  filter: Shape4D,
  attributes: tf.Conv2DAttrs,
  isDepthwise: boolean
): Window => {
  const { strides, dilations, pad, dimRoundingMode } = attributes
  return windowOf(
    tf.backend_util.computeConv2DInfo(
      [...input],
      [...filter],
      strides,
      // Left out, or null, by those who do not dilate.
      dilations ?? 1,
      pad,
      dimRoundingMode,
      isDepthwise
    )
  )
}

/** The window of a pooling. */
export const poolingWindow = (input: Shape4D, attributes: tf.AvgPoolAttrs): Window => {
  const { filterSize, strides, pad, dimRoundingMode } = attributes
  return windowOf(tf.backend_util.computePool2DInfo([...input], filterSize, strides, 1, pad, dimRoundingMode))
}
