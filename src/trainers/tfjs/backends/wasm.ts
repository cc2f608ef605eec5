/** WebAssembly: works wherever Node does, and starts fastest. */
import { installKernelGradients } from "../gradients/kernel-gradients.ts"
import { installWasmKernels } from "../wasm/install-kernels.ts"
import { captureMemory } from "../wasm/kernel-module.ts"
import type { Backend } from "./backend.ts"
import { setBackend, TFJS_VERSION } from "./set-backend.ts"

export const wasmBackend: Backend = {
  name: "wasm",
  title: "WebAssembly with kernels of our own",
  obstacle: () => undefined,
  load: async () => {
    await import("@tensorflow/tfjs-backend-wasm")
    await installWasmKernels(await captureMemory(() => setBackend("wasm")))
    installKernelGradients()
    return { device: "CPU", threads: 1, versions: { tfjs: TFJS_VERSION } }
  }
}
