/** Puts a kernel in place of one that a backend of TensorFlow.js brings along. */
import * as tf from "@tensorflow/tfjs-core"

/** `backendName` is TensorFlow.js's own name for the backend. */
export const replaceKernel = (
  kernelName: string,
  backendName: string,
  make: (stock: tf.KernelFunc) => tf.KernelFunc
): void => {
  const stock = tf.getKernel(kernelName, backendName)
  tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel({ ...stock, kernelFunc: make(stock.kernelFunc) })
}
