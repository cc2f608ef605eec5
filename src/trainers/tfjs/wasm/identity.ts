/**
 * The wasm backend's Identity, sharing its input's memory instead of copying it, as the other backends do. Every
 * tensor that is saved for a backward pass goes through Identity. Sharing is safe because nothing in this
 * program writes into a tensor after it was made.
 */
import type * as tf from "@tensorflow/tfjs-core"
import { wasmBackend } from "./wasm-backend.ts"

const share = (backend: unknown, { dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo => {
  wasmBackend(backend).incRef(dataId)
  return { dataId, shape, dtype }
}

export const makeIdentity =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { x } = call.inputs
    if (x === undefined || x.dtype === "string") return stock(call)
    return share(call.backend, x)
  }

/** A cast to the type that the tensor has already, which poolings end with, is an Identity too. */
export const makeCast =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { x } = call.inputs
    if (x === undefined || x.dtype === "string" || x.dtype !== call.attrs?.dtype) return stock(call)
    return share(call.backend, x)
  }
