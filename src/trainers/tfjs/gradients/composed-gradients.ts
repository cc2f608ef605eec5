/**
 * The gradients of a backend whose own are missing or wrong, composed of forward operations: right wherever those are.
 * They are for channel multiplier 1 only, as in all networks here.
 */
import type * as tf from "@tensorflow/tfjs-core"
import { averagePoolGradient } from "./average-pool-gradient.ts"
import { convolutionWindow, poolingWindow, type Window } from "./convolution-geometry.ts"
import { convolutionFilterGradient, convolutionInputGradient } from "./convolution-gradients.ts"
import { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise-gradients.ts"
import type { ConvolutionCall, GradientSource } from "./gradient-source.ts"
import { maxPoolGradient } from "./max-pool-gradient.ts"

const windowOf = ({ attributes, inputShape, filterShape }: ConvolutionCall, isDepthwise: boolean): Window => {
  if (isDepthwise && filterShape[3] !== 1) {
    throw new RangeError(
      `a depthwise convolution with channel multiplier ${filterShape[3]} has no gradient here; use 1`
    )
  }
  return convolutionWindow(inputShape, filterShape, attributes as unknown as tf.Conv2DAttrs, isDepthwise)
}

const poolingOf = (x: tf.Tensor4D, attributes: tf.NamedAttrMap): Window =>
  poolingWindow(x.shape, attributes as unknown as tf.AvgPoolAttrs)

export const composedGradients: GradientSource = {
  convolutionInput: (dy, filter, call) => convolutionInputGradient(dy, filter, windowOf(call, false)),
  convolutionFilter: (x, dy, call) => convolutionFilterGradient(x, dy, windowOf(call, false)),
  depthwiseInput: (dy, filter, call) => depthwiseInputGradient(dy, filter, windowOf(call, true)),
  depthwiseFilter: (x, dy, call) => depthwiseFilterGradient(x, dy, windowOf(call, true)),
  averagePool: (x, dy, attributes) => averagePoolGradient(dy, poolingOf(x, attributes)),
  maximumPool: (x, y, dy, attributes) => maxPoolGradient(x, y, dy, poolingOf(x, attributes))
}
