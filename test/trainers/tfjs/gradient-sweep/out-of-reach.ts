/** What a backend may refuse to compute, since no network here contains it; what it computes must be right all the same. */
import type { BackendName } from "../../../../src/trainers/tfjs/backends/backend.ts"

const OUT_OF_REACH: Readonly<Record<BackendName, RegExp | undefined>> = {
  wasm: undefined,
  cpu: undefined,
  webgpu: undefined,
  // Padding in numbers beside a dilation, but for that of "same".
  native: /^convolution .* dilation [23] pads /
}

export const isOutOfReach = (backend: BackendName, operation: string): boolean =>
  OUT_OF_REACH[backend]?.test(operation) === true
