/** A fault of TensorFlow.js 4.22, the backends that have it, and what puts it right. */
import type { BackendName } from "../backends/backend.ts"

export interface Correction {
  /** In a few words: what goes wrong. */
  readonly fault: string
  /** Exactly those that have it: on one that computes rightly a correction would make it wrong. */
  readonly backends: readonly BackendName[]
  /** Registers or replaces what is wrong, for the backend that is set. */
  readonly install: () => void
}
