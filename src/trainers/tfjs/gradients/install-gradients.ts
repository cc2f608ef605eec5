/**
 * Puts our gradients in place of those of TensorFlow.js 4.22, from the source that is right on the backend that is set;
 * that they are right is not believed but checked at each start (gradient-check/).
 */
import * as tf from "@tensorflow/tfjs-core"
import { rectifiedGradients } from "../operations/rectified-convolution.ts"
import { rank4 } from "../tensor-rank.ts"
import type { ConvolutionCall, GradientSource } from "./gradient-source.ts"
import { RELU_GRADIENT } from "./kernel-gradients.ts"

const callOf = (x: tf.Tensor4D, filter: tf.Tensor4D, attributes: tf.NamedAttrMap): ConvolutionCall => ({
  attributes,
  inputShape: x.shape,
  filterShape: filter.shape
})

const convolution = (source: GradientSource): tf.GradConfig => ({
  kernelName: "Conv2D",
  inputsToSave: ["x", "filter"],
  gradFunc: (dy, saved, attributes) => {
    const [x, filter] = [rank4(saved[0]), rank4(saved[1])]
    const call = callOf(x, filter, attributes)
    return {
      x: () => source.convolutionInput(rank4(dy), filter, call),
      filter: () => source.convolutionFilter(x, rank4(dy), call)
    }
  }
})

const depthwise = (source: GradientSource): tf.GradConfig => ({
  kernelName: "DepthwiseConv2dNative",
  inputsToSave: ["x", "filter"],
  gradFunc: (dy, saved, attributes) => {
    const [x, filter] = [rank4(saved[0]), rank4(saved[1])]
    const call = callOf(x, filter, attributes)
    return {
      x: () => source.depthwiseInput(rank4(dy), filter, call),
      filter: () => source.depthwiseFilter(x, rank4(dy), call)
    }
  }
})

const averagePool = (source: GradientSource): tf.GradConfig => ({
  kernelName: "AvgPool",
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attributes) => ({
    x: () => source.averagePool(rank4(x), rank4(dy), attributes)
  })
})

const maximumPool = (source: GradientSource): tf.GradConfig => ({
  kernelName: "MaxPool",
  inputsToSave: ["x"],
  outputsToSave: [true],
  gradFunc: (dy, [x, y], attributes) => ({
    x: () => source.maximumPool(rank4(x), rank4(y), rank4(dy), attributes)
  })
})

/** For a backend that has our kernel of the ReLU's gradient. */
const relu: tf.GradConfig = {
  kernelName: "Relu",
  outputsToSave: [true],
  // The output is positive exactly where the input is, and is kept for what follows anyway.
  gradFunc: (dy, [y]) => ({
    x: () => {
      if (!(y instanceof tf.Tensor) || !(dy instanceof tf.Tensor))
        throw new TypeError("a ReLU has one output and one gradient")
      return tf.engine().runKernel<tf.Tensor>(RELU_GRADIENT, { x: y, dy })
    }
  })
}

export const installGradients = (source: GradientSource): void => {
  for (const make of [convolution, depthwise, averagePool, maximumPool]) tf.registerGradient(make(source))
  for (const gradient of rectifiedGradients) tf.registerGradient(gradient)
  if (tf.getKernel(RELU_GRADIENT, tf.getBackend()) !== undefined) tf.registerGradient(relu)
}
