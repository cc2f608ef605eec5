/**
 * What the environment of a process must say before native TensorFlow is loaded in it; TensorFlow reads it once.
 */
import { join } from "node:path"
import { NATIVE_PATHS } from "./native-folder.ts"

type Environment = Readonly<Record<string, string>>

/**
 * One thread an operation, since several trainers make better use of the cores than several threads do; a person's
 * own TF_NUM_INTRAOP_THREADS and TF_NUM_INTEROP_THREADS go before. The number changes the last bits of all results.
 */
const threads = (outer: NodeJS.ProcessEnv): Environment => ({
  TF_NUM_INTRAOP_THREADS: outer.TF_NUM_INTRAOP_THREADS ?? "1",
  TF_NUM_INTEROP_THREADS: outer.TF_NUM_INTEROP_THREADS ?? "1"
})

/** For a process that was started without `nativeEnvironment`; TensorFlow reads it when it is loaded. */
export const setThreads = (): void => {
  Object.assign(process.env, threads(process.env))
}

/** TensorFlow's run path leads to all of NVIDIA's libraries but the one in here. */
export const solverFolder = (folder: string): string => join(folder, NATIVE_PATHS.graphics, "cusolver", "lib")

/**
 * `card` is the one graphics card that the process may see, as CUDA_VISIBLE_DEVICES names it; "-1" for none. A process
 * sees no more than one, since the binding would take the last of several, and takes memory as it needs it instead of
 * all at once.
 */
export const nativeEnvironment = (card: string, outer: NodeJS.ProcessEnv = process.env): Environment => ({
  TF_CPP_MIN_LOG_LEVEL: outer.TF_CPP_MIN_LOG_LEVEL ?? "3",
  ...threads(outer),
  CUDA_VISIBLE_DEVICES: card,
  TF_FORCE_GPU_ALLOW_GROWTH: "true"
})

/** CUDA's own way to say that a process has no card. */
export const NO_CARD = "-1"
