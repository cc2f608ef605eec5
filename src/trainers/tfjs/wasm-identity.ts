/**
 * Makes the wasm backend's Identity share its input's memory instead of copying it, as the other backends do.
 * Every tensor that is saved for a backward pass goes through Identity, so the copies cost much of a training
 * step. Safe because nothing in this folder writes into a tensor after it was made.
 */
import * as tf from "@tensorflow/tfjs-core"

const BACKEND = "wasm"

const shareInput: tf.KernelFunc = ({ inputs, backend }) => {
  const x = inputs.x
  if (x === undefined || !(backend instanceof tf.KernelBackend)) {
    throw new TypeError("the Identity kernel was called without its input or its backend")
  }
  backend.incRef(x.dataId)
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype }
}

export const shareWasmIdentity = (): void => {
  tf.unregisterKernel("Identity", BACKEND)
  tf.registerKernel({ kernelName: "Identity", backendName: BACKEND, kernelFunc: shareInput })
}
