/** Puts this folder's kernels in place of the wasm backend's own, and a check of its allocations before them. */
import * as tf from "@tensorflow/tfjs-core"
import { checkWasmAllocations } from "./allocation.ts"
import { makeDepthwise } from "./depthwise.ts"
import { makeIdentity } from "./identity.ts"
import { makeSlice } from "./slice.ts"
import { makeSplit } from "./split.ts"

const BACKEND = "wasm"

const replace = (kernelName: string, make: (stock: tf.KernelFunc) => tf.KernelFunc): void => {
  const stock = tf.getKernel(kernelName, BACKEND)
  tf.unregisterKernel(kernelName, BACKEND)
  tf.registerKernel({ ...stock, kernelFunc: make(stock.kernelFunc) })
}

/** To be called once, when the wasm backend is set. */
export const installWasmKernels = (): void => {
  checkWasmAllocations(tf.backend())
  replace("Identity", makeIdentity)
  replace("Slice", makeSlice)
  replace("SplitV", () => makeSplit(tf.getKernel("Slice", BACKEND).kernelFunc))
  replace("DepthwiseConv2dNative", makeDepthwise)
}
