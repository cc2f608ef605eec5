/** Backends as TensorFlow.js brings them along, whose faults the corrections are tested against. */
import { setBackend } from "../../../../src/trainers/tfjs/backends/set-backend.ts"

export const startStock = async (name: "cpu" | "wasm"): Promise<void> => {
  if (name === "cpu") await import("@tensorflow/tfjs-backend-cpu")
  else await import("@tensorflow/tfjs-backend-wasm")
  await setBackend(name)
}
