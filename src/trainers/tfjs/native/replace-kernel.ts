/** Puts a kernel of ours in the place of one of tfjs-node's. */
import * as tf from "@tensorflow/tfjs-core"
import { TENSORFLOW } from "./node-backend.ts"

/** `make` gets what was there before; undefined where there was nothing. */
export const replaceKernel = (
  kernelName: string,
  make: (stock: tf.KernelFunc | undefined) => tf.KernelFunc
): void => {
  const stock: tf.KernelConfig | undefined = tf.getKernel(kernelName, TENSORFLOW)
  if (stock !== undefined) tf.unregisterKernel(kernelName, TENSORFLOW)
  tf.registerKernel({ kernelName, backendName: TENSORFLOW, kernelFunc: make(stock?.kernelFunc) })
}
