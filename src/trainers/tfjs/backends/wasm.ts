/** WebAssembly: works wherever Node does, and starts fastest. */
import { installGradients } from "../gradients/install-gradients.ts"
import { installComposedBatchNorm } from "../operations/composed-batch-normalisation.ts"
import { installWasmKernels } from "../wasm/install-kernels.ts"
import type { Backend } from "./backend.ts"
import { setBackend, TFJS_VERSION } from "./set-backend.ts"

export const wasmBackend: Backend = {
  name: "wasm",
  title: "WebAssembly",
  obstacle: () => undefined,
  load: async () => {
    await import("@tensorflow/tfjs-backend-wasm")
    await setBackend("wasm")
    installWasmKernels()
    installComposedBatchNorm()
    installGradients()
    return { device: "CPU", threads: 1, versions: { tfjs: TFJS_VERSION } }
  }
}
