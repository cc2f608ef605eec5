/**
 * What the wrappers of our own kernels work with: the kernels, the backend's tensors as addresses, and one piece of the
 * heap as scratch, which grows to the largest that was asked for and is then used by all kernels in turn.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Window } from "../gradients/convolution-geometry.ts"
import type { Kernels } from "./kernel-module.ts"
import { type WasmBackend, wasmBackend } from "./wasm-backend.ts"
import { type ChannelShape, RECORD_BYTES, writeWindow } from "./window-record.ts"

export interface Workbench {
  readonly kernels: Kernels
  readonly backend: WasmBackend
  readonly address: (tensor: tf.TensorInfo) => number
  readonly output: (shape: readonly number[]) => tf.TensorInfo
  /** Room for that many bytes until the next call. */
  readonly scratch: (bytes: number) => number
  /** Puts a window's record into the heap, until the next call. */
  readonly record: (window: Window, shape: ChannelShape) => number
}

const SCRATCH_MIN = 1 << 16

export const makeWorkbench = (backendOfTensorFlow: unknown, kernels: Kernels): Workbench => {
  const backend = wasmBackend(backendOfTensorFlow)
  const recordAddress = backend.allocate(RECORD_BYTES)
  let size = 0
  let place = 0
  return {
    kernels,
    backend,
    address: backend.address,
    output: (shape) => backend.makeOutput([...shape], "float32"),
    scratch: (bytes) => {
      if (bytes > size) {
        if (place !== 0) backend.free(place)
        size = 0
        place = backend.allocate(Math.max(SCRATCH_MIN, bytes))
        size = Math.max(SCRATCH_MIN, bytes)
      }
      return place
    },
    record: (window, shape) => {
      writeWindow(new Int32Array(backend.heap(), recordAddress, RECORD_BYTES / 4), window, shape)
      return recordAddress
    }
  }
}

type Call = Parameters<tf.KernelFunc>[0]

/** A float32 input of a kernel call, or undefined where it is something else, which is left to the stock kernel. */
export const floatInput = ({ inputs }: Call, name: string): tf.TensorInfo | undefined => {
  const found = inputs[name]
  return found !== undefined && found.dtype === "float32" ? found : undefined
}

/** A float32 input that must be there. */
export const needFloat = (call: Call, name: string): tf.TensorInfo => {
  const found = floatInput(call, name)
  if (found === undefined) throw new TypeError(`a kernel was called without its float32 input ${name}`)
  return found
}

export const shape4 = ({ shape }: tf.TensorInfo): [number, number, number, number] => {
  const [a, b, c, d] = shape
  if (a === undefined || b === undefined || c === undefined || d === undefined || shape.length !== 4)
    throw new TypeError(`a tensor of rank 4 was expected, not one of shape [${shape.join(", ")}]`)
  return [a, b, c, d]
}

export const sizeOfTensor = ({ shape }: tf.TensorInfo): number => tf.util.sizeFromShape(shape)
