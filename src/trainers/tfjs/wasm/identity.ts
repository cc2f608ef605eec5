/**
 * The wasm backend's Identity, sharing its input's memory instead of copying it, as the other backends do. Every
 * tensor that is saved for a backward pass goes through Identity. Sharing is safe because nothing in this
 * program writes into a tensor after it was made.
 */
import type * as tf from "@tensorflow/tfjs-core"
import { wasmBackend } from "./wasm-backend.ts"

export const makeIdentity =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { x } = call.inputs
    if (x === undefined || x.dtype === "string") return stock(call)
    wasmBackend(call.backend).incRef(x.dataId)
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype }
  }
