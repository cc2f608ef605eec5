/** The gradient of a ReLU as one kernel; TensorFlow.js makes it of a step function and a product. */
import type * as tf from "@tensorflow/tfjs-core"
import { needFloat, sizeOfTensor, type Workbench } from "./workbench.ts"

export const makeReluGradient =
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const x = needFloat(call, "x")
    const dy = needFloat(call, "dy")
    const dx = bench.output(x.shape)
    bench.kernels.rectifyGradient(bench.address(x), bench.address(dy), bench.address(dx), sizeOfTensor(x))
    return dx
  }
