/** All backends by name. A new one is a file beside this one and a line here. */
import type { Backend, BackendName } from "./backend.ts"
import { cpuBackend } from "./cpu.ts"
import { nativeBackend } from "./native.ts"
import { wasmBackend } from "./wasm.ts"
import { webgpuBackend } from "./webgpu.ts"

export const BACKENDS: Readonly<Record<BackendName, Backend>> = {
  wasm: wasmBackend,
  native: nativeBackend,
  webgpu: webgpuBackend,
  cpu: cpuBackend
}
