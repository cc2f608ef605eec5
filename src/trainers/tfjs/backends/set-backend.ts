/** Makes a registered backend of TensorFlow.js the one that computes, with the gradient of an operation of our own. */
import * as tf from "@tensorflow/tfjs-core"
// Only for its effect: the Node bundle of tfjs-core registers no gradients by itself; tfjs-layers does.
import "@tensorflow/tfjs-layers"
import { batchNormGradient } from "../operations/batch-normalisation.ts"

/** `name` is TensorFlow.js's own name for the backend. */
export const setBackend = async (name: string): Promise<void> => {
  tf.enableProdMode()
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not initialise its backend ${name}`)
  tf.registerGradient(batchNormGradient)
}

export const TFJS_VERSION: string = tf.version_core
