/** TensorFlow's own library, which “cambrian setup native” brings: fastest for wide networks, and on NVIDIA's cards. */
import { installBatchNormalisation } from "../native/batch-normalisation-kernels.ts"
import { installConvolutionGradients } from "../native/convolution-kernels.ts"
import { makeGraphRunner } from "../native/graph/graph-runner.ts"
import { loadGraphAddon, loadNative } from "../native/load-native.ts"
import { installMaxPooling } from "../native/max-pool-kernels.ts"
import { setThreads } from "../native/native-environment.ts"
import { nativeFacts } from "../native/native-facts.ts"
import { nativeFolder } from "../native/native-folder.ts"
import { TENSORFLOW } from "../native/node-backend.ts"
import { readReady } from "../native/ready-file.ts"
import { installReluGradient } from "../native/relu-gradient.ts"
import { runStepsBy } from "../training/step-runner.ts"
import type { Backend, BackendFacts } from "./backend.ts"
import { setBackend } from "./set-backend.ts"

/** Loads what is in the folder, ready or not, and corrects what is slow or missing in it. */
export const loadNativeFrom = async (folder: string): Promise<BackendFacts> => {
  setThreads()
  const backend = loadNative(folder)
  await setBackend(TENSORFLOW)
  installBatchNormalisation()
  installReluGradient(backend)
  installConvolutionGradients(backend)
  installMaxPooling(backend)
  const tools = { backend, addon: loadGraphAddon(folder) }
  runStepsBy((step, initial) => makeGraphRunner(tools, step, initial))
  return nativeFacts(backend)
}

export const nativeBackend: Backend = {
  name: "native",
  title: "native TensorFlow",
  obstacle: () => {
    const ready = readReady(nativeFolder())
    return typeof ready === "string" ? ready : undefined
  },
  load: () => loadNativeFrom(nativeFolder())
}
