/**
 * The scalars that a momentum optimiser of TensorFlow.js leaves behind: it disposes of its momentum and its
 * accumulations, and forgets the learning rate that the optimiser it extends holds as a tensor.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Correction } from "./correction.ts"

let isInstalled = false

export const optimiserScalars: Correction = {
  fault: "each momentum optimiser leaks the tensor of its learning rate",
  backends: ["wasm", "native", "webgpu", "cpu"],
  install: () => {
    if (isInstalled) return
    isInstalled = true
    const dispose = tf.MomentumOptimizer.prototype.dispose
    tf.MomentumOptimizer.prototype.dispose = function (this: tf.MomentumOptimizer) {
      dispose.call(this)
      tf.SGDOptimizer.prototype.dispose.call(this)
    }
  }
}
