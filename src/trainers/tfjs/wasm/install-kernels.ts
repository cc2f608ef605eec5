/** Puts this folder's kernels in place of the wasm backend's own. */
import * as tf from "@tensorflow/tfjs-core"
import { makeDepthwise } from "./depthwise.ts"
import { makeIdentity } from "./identity.ts"
import { makeSlice } from "./slice.ts"

const BACKEND = "wasm"

const replace = (kernelName: string, make: (stock: tf.KernelFunc) => tf.KernelFunc): void => {
  const stock = tf.getKernel(kernelName, BACKEND)
  tf.unregisterKernel(kernelName, BACKEND)
  tf.registerKernel({ ...stock, kernelFunc: make(stock.kernelFunc) })
}

/** To be called once, when the wasm backend is set. */
export const installWasmKernels = (): void => {
  replace("Identity", makeIdentity)
  replace("Slice", makeSlice)
  replace("DepthwiseConv2dNative", makeDepthwise)
}
