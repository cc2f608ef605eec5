/** The part of the WebAssembly interface that is used here; TypeScript declares it for browsers only. */

/** The memory of a module; `buffer` is another one after it has grown. */
export interface Memory {
  readonly buffer: ArrayBufferLike
}

type Imports = Readonly<Record<string, unknown>>

interface Instance {
  readonly exports: unknown
}

export interface WebAssemblyInterface {
  readonly Memory: abstract new (...parameters: never[]) => Memory
  compile(bytes: Uint8Array): Promise<object>
  instantiate(module: object, imports?: Imports): Promise<Instance | { readonly instance: Instance }>
}

const hasInterface = (scope: object): scope is { readonly WebAssembly: WebAssemblyInterface } =>
  "WebAssembly" in scope

export const webAssembly = (): WebAssemblyInterface => {
  const scope: object = globalThis
  if (!hasInterface(scope)) throw new Error("this Node.js has no WebAssembly; use one that has")
  return scope.WebAssembly
}
