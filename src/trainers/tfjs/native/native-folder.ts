/** Where native TensorFlow is kept: a folder of its own, outside node_modules, that people may delete at any time. */
import { homedir } from "node:os"
import { join, resolve } from "node:path"

type Environment = Readonly<Record<string, string | undefined>>

/** CAMBRIAN_NATIVE, else cambrian/native in XDG_DATA_HOME, else ~/.local/share/cambrian/native; always absolute. */
export const nativeFolder = (environment: Environment = process.env, home: string = homedir()): string => {
  const { CAMBRIAN_NATIVE: own, XDG_DATA_HOME: data } = environment
  if (own) return resolve(own)
  return join(data || join(home, ".local", "share"), "cambrian", "native")
}

/** The parts of the folder, by path within it. */
export const NATIVE_PATHS = {
  /** The package with the JavaScript half and the source of the binding. */
  package: "packages/node_modules/@tensorflow/tfjs-node-gpu",
  binding: "binding/tfjs_binding.node",
  /** Our own addon, which runs a whole training step as one graph. */
  graph: "binding/step_graph.node",
  library: "tensorflow/lib/libtensorflow_cc.so.2",
  framework: "tensorflow/lib/libtensorflow_framework.so.2",
  /** NVIDIA's libraries, where the run path of TensorFlow's own looks for them. */
  graphics: "tensorflow/nvidia",
  ready: "ready.json"
} as const
