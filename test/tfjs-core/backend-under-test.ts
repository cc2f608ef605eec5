/** Starts the backend that the specs run on, as this program does or as TensorFlow.js brings it along. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import type { BackendName } from "../../src/trainers/tfjs/backends/backend.ts"
import { setBackend } from "../../src/trainers/tfjs/backends/set-backend.ts"
import { startBackend } from "../../src/trainers/tfjs/backends/start-backend.ts"

const startStock = async (name: BackendName): Promise<void> => {
  if (name === "wasm") await import("@tensorflow/tfjs-backend-wasm")
  else if (name === "cpu") await import("@tensorflow/tfjs-backend-cpu")
  else
    throw new RangeError(`only wasm and cpu can be started as TensorFlow.js brings them along, not ${name}`)
  await setBackend(name)
}

/**
 * Starts it and makes it last: the specs' every `describe` throws all backends away and makes new ones, but kernels of
 * ours belong to the one that was started. Gives what TensorFlow.js calls it.
 */
export const startBackendUnderTest = async (name: BackendName, isStock: boolean): Promise<string> => {
  if (isStock) await startStock(name)
  else await Effect.runPromise(startBackend(name))
  const tfjsName = tf.getBackend()
  const backend = tf.backend()
  backend.dispose = () => undefined
  tf.removeBackend(tfjsName)
  tf.registerBackend(tfjsName, () => backend)
  await tf.setBackend(tfjsName)
  return tfjsName
}
