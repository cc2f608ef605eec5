/**
 * Loads @tensorflow/tfjs-node-gpu from the folder of the set-up: its kernels and its backend, but not its entry point,
 * which would bring a second copy of TensorFlow.js along and look for a binding of its own installer.
 */
import { createRequire, registerHooks } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import util from "node:util"
import * as tf from "@tensorflow/tfjs-core"
import type { GraphAddon } from "./graph/graph-description.ts"
import { NATIVE_PATHS } from "./native-folder.ts"
import { type NodeBackend, TENSORFLOW } from "./node-backend.ts"

/** tfjs-node 4.22 asks for both before every operation: Node 23 took the one away, and warns of the other. */
const bringBackOldUtilities = (): void => {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray
  })
}

/** Runs `action` while everything in the folder gets this process's own TensorFlow.js, whichever it asks for. */
const withOneTensorflow = <A>(folder: string, action: () => A): A => {
  const inside = pathToFileURL(folder).href
  const url = import.meta.resolve("@tensorflow/tfjs-core")
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      /^@tensorflow\/tfjs(-core)?$/.test(specifier) && context.parentURL?.startsWith(inside) === true
        ? { url, format: "commonjs", shortCircuit: true }
        : next(specifier, context)
  })
  try {
    return action()
  } finally {
    hooks.deregister()
  }
}

interface NodePackage {
  readonly NodeJSKernelBackend: new (binding: unknown, packageName: string) => NodeBackend
}

/** Registers the kernels and the backend with TensorFlow.js. A broken graphics driver may abort the process here. */
export const loadNative = (folder: string): NodeBackend => {
  bringBackOldUtilities()
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "3"
  const load = createRequire(join(folder, NATIVE_PATHS.package, "package.json"))
  const binding: unknown = load(join(folder, NATIVE_PATHS.binding))
  const { NodeJSKernelBackend }: NodePackage = withOneTensorflow(folder, () => {
    load("./dist/register_all_kernels.js")
    return load("./dist/nodejs_kernel_backend.js")
  })
  const backend = new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu")
  tf.registerBackend(TENSORFLOW, () => backend)
  return backend
}

/** Loads what runs training steps as graphs; to be called after `loadNative`. */
export const loadGraphAddon = (folder: string): GraphAddon => {
  const load = createRequire(join(folder, NATIVE_PATHS.package, "package.json"))
  const addon: GraphAddon = load(join(folder, NATIVE_PATHS.graph))
  return addon
}
