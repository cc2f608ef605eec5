/**
 * Puts this folder's gradients in place of those of TensorFlow.js 4.22, for the wasm backend, which lacks the kernels
 * for most of them. They use forward operations only, so they are right wherever those are; that they are right is not
 * believed but checked at each start (gradient-check/).
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank4 } from "../tensor-rank.ts"
import { averagePoolGradient } from "./average-pool-gradient.ts"
import { convolutionWindow, poolingWindow } from "./convolution-geometry.ts"
import { convolutionFilterGradient, convolutionInputGradient } from "./convolution-gradients.ts"
import { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise-gradients.ts"
import { maxPoolGradient } from "./max-pool-gradient.ts"

const convolutionAttributes = (attributes: tf.NamedAttrMap): tf.Conv2DAttrs =>
  attributes as unknown as tf.Conv2DAttrs

const poolingAttributes = (attributes: tf.NamedAttrMap): tf.AvgPoolAttrs =>
  attributes as unknown as tf.AvgPoolAttrs

const convolution: tf.GradConfig = {
  kernelName: "Conv2D",
  inputsToSave: ["x", "filter"],
  gradFunc: (dy, saved, attributes) => {
    const x = rank4(saved[0])
    const filter = rank4(saved[1])
    const window = convolutionWindow(x.shape, filter.shape, convolutionAttributes(attributes), false)
    return {
      x: () => convolutionInputGradient(rank4(dy), filter, window),
      filter: () => convolutionFilterGradient(x, rank4(dy), window)
    }
  }
}

const depthwise: tf.GradConfig = {
  kernelName: "DepthwiseConv2dNative",
  inputsToSave: ["x", "filter"],
  gradFunc: (dy, saved, attributes) => {
    const x = rank4(saved[0])
    const filter = rank4(saved[1])
    if (filter.shape[3] !== 1) {
      throw new RangeError(
        `a depthwise convolution with channel multiplier ${filter.shape[3]} has no gradient here; use 1`
      )
    }
    const window = convolutionWindow(x.shape, filter.shape, convolutionAttributes(attributes), true)
    return {
      x: () => depthwiseInputGradient(rank4(dy), filter, window),
      filter: () => depthwiseFilterGradient(x, rank4(dy), window)
    }
  }
}

const averagePool: tf.GradConfig = {
  kernelName: "AvgPool",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, attributes) => {
    const window = poolingWindow(rank4(saved[0]).shape, poolingAttributes(attributes))
    return { x: () => averagePoolGradient(rank4(dy), window) }
  }
}

const maxPool: tf.GradConfig = {
  kernelName: "MaxPool",
  inputsToSave: ["x"],
  outputsToSave: [true],
  gradFunc: (dy, saved, attributes) => {
    const x = rank4(saved[0])
    const window = poolingWindow(x.shape, poolingAttributes(attributes))
    return { x: () => maxPoolGradient(x, rank4(saved[1]), rank4(dy), window) }
  }
}

export const installGradients = (): void => {
  for (const gradient of [convolution, depthwise, averagePool, maxPool]) tf.registerGradient(gradient)
}
