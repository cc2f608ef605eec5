/** Plain JavaScript: about a hundred times slower than the others. It is what the others are compared with. */
import { installComposedBatchNorm } from "../operations/composed-batch-normalisation.ts"
import type { Backend } from "./backend.ts"
import { setBackend, TFJS_VERSION } from "./set-backend.ts"

export const cpuBackend: Backend = {
  name: "cpu",
  title: "plain JavaScript",
  obstacle: () => undefined,
  load: async () => {
    await import("@tensorflow/tfjs-backend-cpu")
    await setBackend("cpu")
    installComposedBatchNorm()
    return { device: "CPU in plain JavaScript", threads: 1, versions: { tfjs: TFJS_VERSION } }
  }
}
