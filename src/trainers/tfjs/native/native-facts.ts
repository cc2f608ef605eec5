/** What of native TensorFlow changes the last bits of a result. */
import type { BackendFacts } from "../backends/backend.ts"
import { TFJS_VERSION } from "../backends/set-backend.ts"
import type { NodeBackend } from "./node-backend.ts"

/** TensorFlow's own rule: on, unless it is switched off. */
const isOneDnnOn = ({ TF_ENABLE_ONEDNN_OPTS: setting }: NodeJS.ProcessEnv): boolean => setting !== "0"

export const nativeFacts = (
  { binding, isUsingGpuDevice }: NodeBackend,
  environment: NodeJS.ProcessEnv = process.env
): BackendFacts => ({
  device: isUsingGpuDevice ? `GPU ${environment.CUDA_VISIBLE_DEVICES ?? "0"} (CUDA)` : "CPU",
  threads: Number(environment.TF_NUM_INTRAOP_THREADS ?? "1"),
  versions: {
    tensorflow: binding.TF_Version,
    oneDNN: isOneDnnOn(environment) ? "on" : "off",
    tfjs: TFJS_VERSION
  }
})
