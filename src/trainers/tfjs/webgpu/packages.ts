/**
 * The two packages that WebGPU on Node needs: Dawn, Chromium's implementation of it, and the backend of TensorFlow.js.
 * They are optional peers, 150 MB together, and are looked for where this program's own packages are. What is
 * loaded from them is untyped: where they are not installed, neither are their types.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

/** The version of Dawn that was tested. */
const DAWN_VERSION = "0.6.2"
const BACKEND_VERSION = "4.22.0"
const DAWN = "webgpu"
const BACKEND = "@tensorflow/tfjs-backend-webgpu"

export const WEBGPU_INSTALL = `npm install --no-save ${DAWN}@${DAWN_VERSION} ${BACKEND}@${BACKEND_VERSION}`

const require = createRequire(import.meta.url)

const isInstalled = (name: string): boolean => {
  try {
    return require.resolve(name) !== ""
  } catch {
    return false
  }
}

/** Which package is missing, in a sentence, or `undefined` where both are there. */
export const webgpuObstacle = (): string | undefined => {
  const missing = [DAWN, BACKEND].filter((name) => !isInstalled(name))
  if (missing.length === 0) return undefined
  const what = missing.length === 1 ? "the package" : "the packages"
  const verb = missing.length === 1 ? "is" : "are"
  return `WebGPU is not set up: ${what} ${missing.join(" and ")} ${verb} not installed; type “${WEBGPU_INSTALL}”`
}

const load = async (name: string): Promise<unknown> => await import(pathToFileURL(require.resolve(name)).href)

export const loadDawn = (): Promise<unknown> => load(DAWN)

/** Registers the backend, if `navigator.gpu` is there by now. */
export const loadWebgpuBackend = (): Promise<unknown> => load(BACKEND)

export const dawnVersion = (): string => {
  const text = readFileSync(require.resolve(`${DAWN}/package.json`), "utf8")
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? "unknown"
}
