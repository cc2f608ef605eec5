/**
 * Makes the wasm backend fail when it runs out of memory. By itself it takes the null pointer that it is then given
 * for an address, writes over its own data, and goes on to compute nonsense.
 */
interface Module {
  readonly HEAPU8: Uint8Array
  readonly _free: (address: number) => void
  _malloc: (size: number) => number
}

interface WithModule {
  readonly wasm: Module
}

/** A 32-bit address space. */
const HEAP_MAX = 2 ** 32

const hasModule = (backend: unknown): backend is WithModule =>
  typeof backend === "object" &&
  backend !== null &&
  "wasm" in backend &&
  typeof backend.wasm === "object" &&
  backend.wasm !== null &&
  "_malloc" in backend.wasm &&
  typeof backend.wasm._malloc === "function" &&
  "_free" in backend.wasm &&
  typeof backend.wasm._free === "function"

export const checkWasmAllocations = (backend: unknown): void => {
  if (!hasModule(backend)) throw new TypeError("the wasm backend has no module to allocate from")
  const { wasm } = backend
  // The function that the module comes with replaces itself at its first call, and would replace this check.
  wasm._malloc(0)
  const allocate = wasm._malloc
  wasm._malloc = (size) => {
    // What would end beyond the address space is not even asked for: the allocator then adds past its end and "succeeds".
    const mayFit = wasm.HEAPU8.length + size <= HEAP_MAX
    const address = mayFit ? allocate(size) : 0
    if (address === 0 && size > 0)
      throw new Error(`the wasm heap is out of memory: ${size} bytes were asked for`)
    return address
  }
}

/** What most searches need at most. It takes up no memory before it is written to. */
const RESERVED_BYTES = 128 * 2 ** 20

/**
 * Grows the heap once. By itself it grows by a fifth whenever it is full, a dozen times in the first step of a training,
 * each time with work for the garbage collector. The allocator never gives back what it has.
 */
export const reserveHeap = (backend: unknown): void => {
  if (!hasModule(backend)) throw new TypeError("the wasm backend has no module to allocate from")
  const { wasm } = backend
  wasm._free(wasm._malloc(RESERVED_BYTES))
}
