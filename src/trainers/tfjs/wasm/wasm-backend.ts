/** What this folder uses of the wasm backend: its heap. TensorFlow.js hands backends to kernels without a type. */
import type * as tf from "@tensorflow/tfjs-core"

export interface WasmBackend {
  /** Counts one more user of a tensor's memory. */
  readonly incRef: (dataId: object) => void
  /** Allocates a tensor. May move the heap, so views are to be taken after it. */
  readonly makeOutput: (shape: number[], dtype: tf.DataType) => tf.TensorInfo
  /** A view of a tensor of numbers, not a copy. */
  readonly floats: (tensor: tf.TensorInfo) => Float32Array
  /** Where a tensor begins, in bytes from the start of the heap. */
  readonly address: (tensor: tf.TensorInfo) => number
  readonly allocate: (bytes: number) => number
  readonly free: (address: number) => void
  /** The whole heap, as it is now. */
  readonly heap: () => ArrayBufferLike
}

interface Module {
  readonly HEAPU8: Uint8Array
  _malloc(bytes: number): number
  _free(address: number): void
}

interface Heap {
  readonly wasm: Module
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } }
  incRef(dataId: object): void
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo
  typedArrayFromHeap(tensor: tf.TensorInfo): unknown
}

const isHeap = (backend: object): backend is Heap =>
  "incRef" in backend && "makeOutput" in backend && "typedArrayFromHeap" in backend && "dataIdMap" in backend

export const wasmBackend = (backend: unknown): WasmBackend => {
  if (typeof backend !== "object" || backend === null || !isHeap(backend)) {
    throw new TypeError("a wasm kernel was called on another backend")
  }
  return {
    incRef: (dataId) => backend.incRef(dataId),
    makeOutput: (shape, dtype) => backend.makeOutput(shape, dtype),
    floats: (tensor) => {
      const view = backend.typedArrayFromHeap(tensor)
      if (!(view instanceof Float32Array))
        throw new TypeError(`a float32 tensor was expected, not ${tensor.dtype}`)
      return view
    },
    address: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    allocate: (bytes) => backend.wasm._malloc(bytes) >>> 0,
    free: (address) => backend.wasm._free(address),
    heap: () => backend.wasm.HEAPU8.buffer
  }
}
