/**
 * The faults of TensorFlow.js 4.22 that are put right, each once and for exactly the backends that have it. What the
 * wasm and native backends here compute with kernels and gradients of their own (../wasm/, ../gradients/) is not among
 * them. docs/tensorflow-faults.md tells of all faults, also of those that are only kept out of this program.
 */
import type { BackendName } from "../backends/backend.ts"
import { averagePoolGradient } from "./average-pool-gradient.ts"
import type { Correction } from "./correction.ts"
import { dilatedGradients } from "./dilated-gradients.ts"
import { optimiserScalars } from "./optimiser-scalars.ts"
import { resizeGradients } from "./resize-gradients.ts"
import { unreadPixels } from "./unread-pixels.ts"

export const CORRECTIONS: readonly Correction[] = [
  averagePoolGradient,
  dilatedGradients,
  unreadPixels,
  resizeGradients,
  optimiserScalars
]

/** To be called once, when the backend is set. */
export const correct = (backend: BackendName): void => {
  for (const { backends, install } of CORRECTIONS) if (backends.includes(backend)) install()
}
