/**
 * A ReLU followed by a convolution, plain or depthwise. Where a backend has a kernel for both together, the rectified
 * input is never written to memory, nor the gradient before the ReLU; elsewhere they are two operations.
 *
 * The kernels' inputs and attributes are those of Conv2D and DepthwiseConv2dNative. Their gradients come from that
 * backend's Conv2DBackpropInput and Conv2DBackpropFilter (and depthwise ones), told of the ReLU by the input x in the
 * first and by the attribute `rectifies` in the second.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank4 } from "../tensor-rank.ts"

export const RECTIFIED_CONVOLUTION = "RectifiedConv2D"
export const RECTIFIED_DEPTHWISE = "RectifiedDepthwiseConv2D"

type Pair = readonly [number, number]

interface Steps {
  readonly strides: Pair
  readonly dilation: number
}

const hasKernel = (name: string): boolean => tf.getKernel(name, tf.getBackend()) !== undefined

const runRectified = (name: string, x: tf.Tensor4D, filter: tf.Tensor4D, steps: Steps): tf.Tensor4D => {
  const { strides, dilation } = steps
  const attributes = {
    strides: [...strides],
    dilations: [dilation, dilation],
    pad: "same",
    dataFormat: "NHWC"
  }
  return rank4(tf.engine().runKernel<tf.Tensor>(name, { x, filter }, attributes))
}

/** x [n, h, w, inputs], filter [height, width, inputs, outputs] -> [n, ceil(h / stride), ceil(w / stride), outputs]. */
export const rectifiedConvolution = (x: tf.Tensor4D, filter: tf.Tensor4D, steps: Steps): tf.Tensor4D =>
  hasKernel(RECTIFIED_CONVOLUTION)
    ? runRectified(RECTIFIED_CONVOLUTION, x, filter, steps)
    : tf.conv2d(tf.relu(x), filter, [...steps.strides], "same", "NHWC", steps.dilation)

/** x [n, h, w, c], filter [height, width, c, 1] -> [n, ceil(h / stride), ceil(w / stride), c]. */
export const rectifiedDepthwise = (x: tf.Tensor4D, filter: tf.Tensor4D, steps: Steps): tf.Tensor4D =>
  hasKernel(RECTIFIED_DEPTHWISE)
    ? runRectified(RECTIFIED_DEPTHWISE, x, filter, steps)
    : tf.depthwiseConv2d(tf.relu(x), filter, [...steps.strides], "same", "NHWC", steps.dilation)

const gradientOf = (kernelName: string, toInput: string, toFilter: string): tf.GradConfig => ({
  kernelName,
  inputsToSave: ["x", "filter"],
  gradFunc: (dys, saved, attributes) => {
    const [x, filter, dy] = [rank4(saved[0]), rank4(saved[1]), rank4(dys)]
    const run = (name: string, inputs: tf.NamedTensorMap, more: object): tf.Tensor4D =>
      rank4(tf.engine().runKernel<tf.Tensor>(name, inputs, { ...attributes, ...more }))
    return {
      x: () => run(toInput, { dy, filter, x }, { inputShape: x.shape }),
      filter: () => run(toFilter, { x, dy }, { filterShape: filter.shape, rectifies: true })
    }
  }
})

export const rectifiedGradients: readonly tf.GradConfig[] = [
  gradientOf(RECTIFIED_CONVOLUTION, "Conv2DBackpropInput", "Conv2DBackpropFilter"),
  gradientOf(RECTIFIED_DEPTHWISE, "DepthwiseConv2dNativeBackpropInput", "DepthwiseConv2dNativeBackpropFilter")
]
