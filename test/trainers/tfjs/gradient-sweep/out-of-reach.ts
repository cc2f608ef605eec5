/** What a backend cannot compute and refuses; no network here contains it. Everything else must be right. */
import type { BackendName } from "../../../../src/trainers/tfjs/backends/backend.ts"

const OUT_OF_REACH: Readonly<Record<BackendName, RegExp | undefined>> = {
  wasm: /^depthwise .* to [23]$/,
  cpu: undefined,
  webgpu: undefined,
  native: undefined
}

export const isOutOfReach = (backend: BackendName, operation: string): boolean =>
  OUT_OF_REACH[backend]?.test(operation) === true
