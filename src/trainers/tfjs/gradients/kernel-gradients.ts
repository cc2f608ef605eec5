/**
 * The gradients of a backend whose own kernels compute them right, dilations included: each is one call of a kernel.
 * TensorFlow.js 4.22 has the same calls, but refuses dilations. That the kernels are right is not believed but checked
 * at each start (gradient-check/).
 */
import * as tf from "@tensorflow/tfjs-core"
import { rectifiedGradients } from "../operations/rectified-convolution.ts"
import { rank4 } from "../tensor-rank.ts"

/** A kernel of our own: inputs x and dy, output dy where x > 0 and 0 elsewhere. */
export const RELU_GRADIENT = "ReluGradient"

const run = (kernelName: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap): tf.Tensor4D =>
  rank4(tf.engine().runKernel<tf.Tensor>(kernelName, inputs, attributes))

/** The kernels of its gradients are called after it. */
const convolution = (kernelName: string): tf.GradConfig => ({
  kernelName,
  inputsToSave: ["x", "filter"],
  gradFunc: (dys, saved, attributes) => {
    const [x, filter, dy] = [rank4(saved[0]), rank4(saved[1]), rank4(dys)]
    return {
      x: () => run(`${kernelName}BackpropInput`, { dy, filter }, { ...attributes, inputShape: x.shape }),
      filter: () =>
        run(`${kernelName}BackpropFilter`, { x, dy }, { ...attributes, filterShape: filter.shape })
    }
  }
})

const averagePool: tf.GradConfig = {
  kernelName: "AvgPool",
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attributes) => ({
    x: () => run("AvgPoolGrad", { dy: rank4(dy), input: rank4(x) }, attributes)
  })
}

const maximumPool: tf.GradConfig = {
  kernelName: "MaxPool",
  inputsToSave: ["x"],
  outputsToSave: [true],
  gradFunc: (dy, [x, y], attributes) => ({
    x: () => run("MaxPoolGrad", { dy: rank4(dy), input: rank4(x), output: rank4(y) }, attributes)
  })
}

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

/** To be called when the backend is set and has all of these kernels. */
export const installKernelGradients = (): void => {
  const gradients = [
    convolution("Conv2D"),
    convolution("DepthwiseConv2dNative"),
    averagePool,
    maximumPool,
    relu,
    ...rectifiedGradients
  ]
  for (const gradient of gradients) tf.registerGradient(gradient)
}
