/**
 * The module of our own SIMD kernels (assembly/), which works on the heap of the TensorFlow.js wasm backend. That
 * backend gives its heap away as a view only, so its memory is taken while the backend starts.
 */
import { readFileSync } from "node:fs"
import { type Memory, webAssembly } from "./web-assembly.ts"

/** Pointers are bytes from the start of the heap; `window` points to a record (window-record.ts). */
export interface Kernels {
  convolutionScratch(window: number): number
  convolutionInputScratch(window: number): number
  convolve(window: number, x: number, filter: number, y: number, scratch: number): void
  convolutionFilterGradient(window: number, x: number, dy: number, dfilter: number, scratch: number): void
  convolutionInputGradient(
    window: number,
    dy: number,
    filter: number,
    x: number,
    dx: number,
    scratch: number
  ): void
  depthwiseScratch(window: number): number
  depthwiseInputScratch(window: number): number
  depthwiseFilterScratch(window: number): number
  depthwise(window: number, x: number, filter: number, y: number, scratch: number): void
  depthwiseFilterGradient(window: number, x: number, dy: number, dfilter: number, scratch: number): void
  depthwiseInputGradient(
    window: number,
    dy: number,
    filter: number,
    x: number,
    dx: number,
    scratch: number
  ): void
  averagePool(window: number, x: number, y: number): void
  averagePoolGradient(window: number, dy: number, dx: number): void
  maximumPool(window: number, x: number, y: number): void
  maximumPoolGradient(window: number, x: number, dy: number, dx: number): void
  normalise(
    x: number,
    scale: number,
    offset: number,
    y: number,
    mean: number,
    variance: number,
    inverse: number,
    rows: number,
    channels: number,
    epsilon: number,
    scratch: number
  ): void
  normaliseGradient(
    x: number,
    dy: number,
    scale: number,
    mean: number,
    inverse: number,
    dx: number,
    dscale: number,
    doffset: number,
    rows: number,
    channels: number,
    scratch: number
  ): void
  scaleAndShift(x: number, factor: number, shift: number, y: number, rows: number, channels: number): void
  rectifyGradient(x: number, dy: number, dx: number, count: number): void
  sumRows(x: number, rows: number, channels: number, factor: number, sums: number): void
}

const isKernels = (exports: unknown): exports is Kernels =>
  typeof exports === "object" &&
  exports !== null &&
  "convolve" in exports &&
  typeof exports.convolve === "function"

/** Runs `start`, during which the wasm backend starts, and gives the memory that it makes for itself. */
export const captureMemory = async (start: () => Promise<void>): Promise<Memory> => {
  const api = webAssembly()
  const original = api.instantiate
  let memory: Memory | undefined
  const notice = (values: unknown): void => {
    if (typeof values !== "object" || values === null) return
    for (const value of Object.values(values)) if (value instanceof api.Memory) memory = value
  }
  api.instantiate = async (source, imports) => {
    const result = await original(source, imports)
    for (const values of Object.values(imports ?? {})) notice(values)
    notice("instance" in result ? result.instance.exports : result.exports)
    return result
  }
  try {
    await start()
  } finally {
    api.instantiate = original
  }
  if (memory === undefined) throw new Error("the wasm backend started without a memory that could be found")
  return memory
}

export const instantiateKernels = async (memory: Memory): Promise<Kernels> => {
  const api = webAssembly()
  const module = await api.compile(readFileSync(new URL("./kernels.wasm", import.meta.url)))
  const result = await api.instantiate(module, { env: { memory } })
  const exports = "instance" in result ? result.instance.exports : result.exports
  if (!isKernels(exports)) throw new Error("kernels.wasm is not the module of this version; build it again")
  return exports
}
