/** The gradient of ReLU as one operation, in place of a comparison, a choice and a product. */
import * as tf from "@tensorflow/tfjs-core"
import { attributesFor, type NodeBackend, TENSORFLOW } from "./node-backend.ts"

const KERNEL = "NativeReluGradient"

export const installReluGradient = (backend: NodeBackend): void => {
  const type = attributesFor(backend).float32("T")
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: TENSORFLOW,
    kernelFunc: ({ inputs: { dy, x } }) => {
      if (dy === undefined || x === undefined) throw new Error("the gradient of ReLU takes dy and x")
      return backend.executeSingleOutput("ReluGrad", [type], [dy, x])
    }
  })
  tf.registerGradient({
    kernelName: "Relu",
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => {
      if (x === undefined || !(dy instanceof tf.Tensor))
        throw new Error("the gradient of ReLU takes dy and x")
      return { x: () => tf.engine().runKernel<tf.Tensor>(KERNEL, { dy, x }) }
    }
  })
}
