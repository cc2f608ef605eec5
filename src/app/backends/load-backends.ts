/** The backends of TensorFlow.js, loaded only when they are asked for: runs that train nothing need none of it. */
import { Effect } from "effect"

export const loadBackends = Effect.promise(
  async () => (await import("../../trainers/tfjs/backends/registry.ts")).BACKENDS
)
