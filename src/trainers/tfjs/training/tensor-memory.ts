/**
 * The most bytes that tensors held at any moment. TensorFlow.js counts what they hold now, and no more; so the number
 * itself is watched. What kernels need for themselves while they run is not in it.
 */
import * as tf from "@tensorflow/tfjs-core"

export interface MemoryWatch {
  /** In bytes, since the watch began. */
  readonly peak: () => number
  /** Must be called at the end. */
  readonly stop: () => void
}

export const watchTensorMemory = (): MemoryWatch => {
  const { state } = tf.engine()
  let held = state.numBytes
  let peak = held
  Object.defineProperty(state, "numBytes", {
    configurable: true,
    enumerable: true,
    get: () => held,
    set: (bytes: number) => {
      held = bytes
      if (bytes > peak) peak = bytes
    }
  })
  return {
    peak: () => peak,
    stop: () =>
      Object.defineProperty(state, "numBytes", {
        configurable: true,
        enumerable: true,
        writable: true,
        value: held
      })
  }
}
