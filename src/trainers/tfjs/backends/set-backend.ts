/** Makes a registered backend of TensorFlow.js the one that computes. */
import * as tf from "@tensorflow/tfjs-core"
// Only for its effect: the Node bundle of tfjs-core registers no gradients by itself; tfjs-layers does.
import "@tensorflow/tfjs-layers"

/** `name` is TensorFlow.js's own name for the backend. */
export const setBackend = async (name: string): Promise<void> => {
  tf.enableProdMode()
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not initialise its backend ${name}`)
}

export const TFJS_VERSION: string = tf.version_core
