/**
 * The gradients of a backend whose own kernels compute them right, dilations included: each is one call. TensorFlow.js
 * has the same calls, but refuses dilations.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank4 } from "../tensor-rank.ts"
import type { GradientSource } from "./gradient-source.ts"

/** A kernel of our own: inputs x and dy, output dy where x > 0 and 0 elsewhere. */
export const RELU_GRADIENT = "ReluGradient"

const run = (kernelName: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap): tf.Tensor4D =>
  rank4(tf.engine().runKernel<tf.Tensor>(kernelName, inputs, attributes))

export const kernelGradients: GradientSource = {
  convolutionInput: (dy, filter, { attributes, inputShape }) =>
    run("Conv2DBackpropInput", { dy, filter }, { ...attributes, inputShape: [...inputShape] }),
  convolutionFilter: (x, dy, { attributes, filterShape }) =>
    run("Conv2DBackpropFilter", { x, dy }, { ...attributes, filterShape: [...filterShape] }),
  depthwiseInput: (dy, filter, { attributes, inputShape }) =>
    run("DepthwiseConv2dNativeBackpropInput", { dy, filter }, { ...attributes, inputShape: [...inputShape] }),
  depthwiseFilter: (x, dy, { attributes, filterShape }) =>
    run("DepthwiseConv2dNativeBackpropFilter", { x, dy }, { ...attributes, filterShape: [...filterShape] }),
  averagePool: (x, dy, attributes) => run("AvgPoolGrad", { dy, input: x }, attributes),
  maximumPool: (x, y, dy, attributes) => run("MaxPoolGrad", { dy, input: x, output: y }, attributes)
}
