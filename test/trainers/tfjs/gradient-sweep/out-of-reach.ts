/** What a backend cannot compute and refuses; no network here contains it. Everything else must be right. */
import type { BackendName } from "../../../../src/trainers/tfjs/backends/backend.ts"

const OUT_OF_REACH: Readonly<Record<BackendName, RegExp | undefined>> = {
  wasm: /^depthwise .* to [23]$/,
  cpu: /^depthwise .* to [23]$/,
  webgpu: /^depthwise .* to [23]$/,
  native: /^depthwise .* to [23]$/
}

export const isOutOfReach = (backend: BackendName, operation: string): boolean =>
  OUT_OF_REACH[backend]?.test(operation) === true
