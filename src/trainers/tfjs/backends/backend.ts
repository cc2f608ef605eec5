/**
 * The port of a TensorFlow.js backend: what computes the tensors of this process. All of them train the same
 * networks with the same code; they differ in speed, in what a machine must have for them, and in their last bits.
 */
export type BackendName = "wasm" | "native" | "webgpu" | "cpu"

/** What a loaded backend is; every part of it may change the bits of a result, so all of it goes into the log. */
export interface BackendFacts {
  /** What computes: "CPU", "NVIDIA A100 (CUDA device 0)", … */
  readonly device: string
  /** How many threads one operation may use; 1 where the question has no meaning. */
  readonly threads: number
  /** Versions of libraries and switches of theirs, by name: { tfjs: "4.22.0" }. */
  readonly versions: Readonly<Record<string, string>>
  /** A device that the processor emulates: only taken where it is asked for by name. */
  readonly isEmulated?: boolean
}

export interface Backend {
  readonly name: BackendName
  /** For people: "WebAssembly with our own kernels". */
  readonly title: string
  /**
   * Why this machine cannot use it, in a sentence that says what to do, or `undefined` where it can be tried. It looks
   * for files and settings only; nothing is loaded.
   */
  readonly obstacle: () => string | undefined
  /**
   * Loads it and makes it the backend of this process; what TensorFlow.js has wrong on it is corrected afterwards
   * (../corrections/). Rejects where it does not start; a broken driver may even abort the process.
   */
  readonly load: () => Promise<BackendFacts>
}

/** Everything that changes the bits, in one line, for the events: "wasm (CPU, 1 thread, tfjs 4.22.0)". */
export const describeBackend = (name: BackendName, { device, threads, versions }: BackendFacts): string => {
  const parts = Object.entries(versions).map(([what, version]) => `${what} ${version}`)
  return `${name} (${[device, `${threads} thread${threads === 1 ? "" : "s"}`, ...parts].join(", ")})`
}
