/**
 * What TensorFlow.js keeps of a forward pass for the backward pass. By itself it runs an Identity operation for each
 * tensor, and records that on its tape too, for gradients of gradients, which nothing here takes: a third of the tape.
 * Here a second tensor is made that shares the first one's memory.
 */
import * as tf from "@tensorflow/tfjs-core"
import { wasmBackend } from "./wasm-backend.ts"

interface Saving {
  saveTensorsForBackwardMode(tensors: readonly tf.Tensor[]): tf.Tensor[]
}

const isSaving = (engine: object): engine is Saving =>
  "saveTensorsForBackwardMode" in engine && typeof engine.saveTensorsForBackwardMode === "function"

export const saveBySharing = (): void => {
  const engine: object = tf.engine()
  if (!isSaving(engine)) throw new Error("TensorFlow.js saves tensors in another way than in version 4.22")
  const stock = engine.saveTensorsForBackwardMode.bind(engine)
  engine.saveTensorsForBackwardMode = (tensors) => {
    if (tf.getBackend() !== "wasm") return stock(tensors)
    const backend = wasmBackend(tf.backend())
    return tensors.map(({ dataId, shape, dtype }) => {
      backend.incRef(dataId)
      return tf.keep(tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }))
    })
  }
}
