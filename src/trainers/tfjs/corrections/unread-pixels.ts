/**
 * Convolutions with "same" padding whose stride is so much larger than the filter that the last rows or columns are never
 * read (1x3 at stride 2 on 8 rows): XNNPACK, which computes them on the wasm backend, leaves the output zero then. With
 * the padding in numbers it is right.
 */
import * as tf from "@tensorflow/tfjs-core"
import { replaceKernel } from "../operations/replace-kernel.ts"
import type { Correction } from "./correction.ts"

type Shape = [number, number, number, number]

const BACKEND = "wasm"

interface Axis {
  readonly size: number
  readonly outSize: number
  readonly stride: number
  readonly reach: number
}

const hasUnread = ({ size, outSize, stride, reach }: Axis): boolean => (outSize - 1) * stride + reach < size

/** The same attributes, with the padding in numbers where that is needed. */
const inNumbers = (x: Shape, filter: Shape, attributes: tf.NamedAttrMap, isDepthwise: boolean) => {
  const { strides, dilations, pad, dimRoundingMode } = attributes as unknown as tf.Conv2DAttrs
  if (pad !== "same") return attributes
  const info = tf.backend_util.computeConv2DInfo(
    x,
    filter,
    strides,
    // Null is allowed, and means 1.
    dilations ?? 1,
    pad,
    dimRoundingMode,
    isDepthwise
  )
  const rows = { size: info.inHeight, outSize: info.outHeight, stride: info.strideHeight }
  const columns = { size: info.inWidth, outSize: info.outWidth, stride: info.strideWidth }
  const isRead = !(
    hasUnread({ ...rows, reach: info.effectiveFilterHeight }) ||
    hasUnread({ ...columns, reach: info.effectiveFilterWidth })
  )
  if (isRead) return attributes
  const { top, bottom, left, right } = info.padInfo
  return {
    ...attributes,
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0]
    ]
  }
}

const corrected =
  (isDepthwise: boolean) =>
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { x, filter } = call.inputs
    if (x === undefined || filter === undefined || call.attrs === undefined) return stock(call)
    const attributes = inNumbers(x.shape as Shape, filter.shape as Shape, call.attrs, isDepthwise)
    return stock({ ...call, attrs: attributes as tf.NamedAttrMap })
  }

export const unreadPixels: Correction = {
  fault: "a convolution whose stride leaves the last rows or columns unread gives zeros",
  backends: ["wasm"],
  install: () => {
    for (const kernelName of ["Conv2D", "FusedConv2D"]) replaceKernel(kernelName, BACKEND, corrected(false))
    for (const kernelName of ["DepthwiseConv2dNative", "FusedDepthwiseConv2D"])
      replaceKernel(kernelName, BACKEND, corrected(true))
  }
}
