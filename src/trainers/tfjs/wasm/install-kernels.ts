/** Puts this folder's kernels in place of the wasm backend's own, and a check of its allocations before them. */
import * as tf from "@tensorflow/tfjs-core"
import { RELU_GRADIENT } from "../gradients/kernel-gradients.ts"
import { BATCH_NORM_TRAINING, BATCH_NORM_TRAINING_GRADIENT } from "../operations/batch-normalisation.ts"
import { RECTIFIED_CONVOLUTION, RECTIFIED_DEPTHWISE } from "../operations/rectified-convolution.ts"
import { replaceKernel } from "../operations/replace-kernel.ts"
import { checkWasmAllocations, reserveHeap } from "./allocation.ts"
import { makeBatchNorm, makeBatchNormGradient } from "./batch-normalisation-kernels.ts"
import {
  makeConvolution,
  makeConvolutionFilterGradient,
  makeConvolutionInputGradient,
  makeDepthwise,
  makeDepthwiseFilterGradient,
  makeDepthwiseInputGradient
} from "./convolution-kernels.ts"
import { makeCast, makeIdentity } from "./identity.ts"
import { instantiateKernels } from "./kernel-module.ts"
import {
  makeAveragePool,
  makeAveragePoolGradient,
  makeMaximumPool,
  makeMaximumPoolGradient
} from "./pooling-kernels.ts"
import { makeReluGradient } from "./relu-gradient.ts"
import { saveBySharing } from "./saved-tensors.ts"
import { makeSlice } from "./slice.ts"
import { makeSplit } from "./split.ts"
import { makeSum } from "./sum-kernels.ts"
import { wasmBackend } from "./wasm-backend.ts"
import type { Memory } from "./web-assembly.ts"
import { makeWorkbench, type Workbench } from "./workbench.ts"

const BACKEND = "wasm"

const replace = (kernelName: string, make: (stock: tf.KernelFunc) => tf.KernelFunc): void =>
  replaceKernel(kernelName, BACKEND, make)

/** Registers a kernel that the backend lacks, or has wrong. */
const provide = (kernelName: string, kernelFunc: tf.KernelFunc): void => {
  if (tf.getKernel(kernelName, BACKEND) !== undefined) tf.unregisterKernel(kernelName, BACKEND)
  tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc })
}

/** In the place of a stock kernel where there is none. */
const refuse: tf.KernelFunc = () => {
  throw new TypeError("a kernel with a ReLU before it takes float32 tensors only")
}

const rectifying =
  (kernel: tf.KernelFunc): tf.KernelFunc =>
  (call) =>
    kernel({ ...call, attrs: { ...call.attrs, rectifies: true } })

const installOwn = (bench: Workbench): void => {
  replace("Conv2D", makeConvolution(bench))
  provide(RECTIFIED_CONVOLUTION, rectifying(makeConvolution(bench)(refuse)))
  provide("Conv2DBackpropInput", makeConvolutionInputGradient(bench))
  provide("Conv2DBackpropFilter", makeConvolutionFilterGradient(bench))
  replace("DepthwiseConv2dNative", makeDepthwise(bench))
  provide(RECTIFIED_DEPTHWISE, rectifying(makeDepthwise(bench)(refuse)))
  provide("DepthwiseConv2dNativeBackpropInput", makeDepthwiseInputGradient(bench))
  provide("DepthwiseConv2dNativeBackpropFilter", makeDepthwiseFilterGradient(bench))
  replace("AvgPool", makeAveragePool(bench))
  provide("AvgPoolGrad", makeAveragePoolGradient(bench))
  replace("MaxPool", makeMaximumPool(bench))
  provide("MaxPoolGrad", makeMaximumPoolGradient(bench))
  replace("Sum", makeSum(bench, "sum"))
  replace("Mean", makeSum(bench, "mean"))
  provide(RELU_GRADIENT, makeReluGradient(bench))
  provide(BATCH_NORM_TRAINING, makeBatchNorm(bench))
  provide(BATCH_NORM_TRAINING_GRADIENT, makeBatchNormGradient(bench))
}

/** To be called once, when the wasm backend is set; `memory` is what it made for itself. */
export const installWasmKernels = async (memory: Memory): Promise<void> => {
  const backend = tf.backend()
  checkWasmAllocations(backend)
  reserveHeap(backend)
  if (wasmBackend(backend).heap() !== memory.buffer)
    throw new Error("the memory that the wasm backend started with is not its heap")
  installOwn(makeWorkbench(backend, await instantiateKernels(memory)))
  saveBySharing()
  replace("Identity", makeIdentity)
  replace("Cast", makeCast)
  replace("Slice", makeSlice)
  replace("SplitV", () => makeSplit(tf.getKernel("Slice", BACKEND).kernelFunc))
}
