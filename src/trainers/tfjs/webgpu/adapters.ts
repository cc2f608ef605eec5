/**
 * The graphics cards that Dawn can reach, and which of them this process computes on: a real one before an emulation
 * on the processor, another one for each trainer where there are several.
 */

export interface Adapter {
  /** As the driver calls it, and as Dawn tells cards apart: of two that are called the same only the first can be had. */
  readonly name: string
  /** For people, with the driver. */
  readonly description: string
  /** Computed by the processor, many times slower than on wasm: good for tests of correctness only. */
  readonly isSoftware: boolean
}

/** What `navigator.gpu` is. */
export interface Gpu {
  readonly requestAdapter: (options?: object) => Promise<unknown>
}

interface Dawn {
  /** Throws where no card fits the options. */
  readonly create: (options: readonly string[]) => Gpu
  readonly globals: object
}

export const isDawn = (loaded: unknown): loaded is Dawn =>
  typeof loaded === "object" &&
  loaded !== null &&
  "create" in loaded &&
  typeof loaded.create === "function" &&
  "globals" in loaded &&
  typeof loaded.globals === "object"

/** Part of the name of a card that there cannot be; Dawn answers with the names of all that there are. */
const NO_NAME = "no card is called this"
const LISTED = /backend: '[^']*', name: '([^']*)'/g
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b|\bcpu\b/i

const textOf = (value: object, key: string): string => {
  const text: unknown = Reflect.get(value, key)
  return typeof text === "string" ? text : ""
}

const infoOf = (adapter: unknown): object => {
  const info: unknown = typeof adapter === "object" && adapter !== null ? Reflect.get(adapter, "info") : null
  return typeof info === "object" && info !== null ? info : {}
}

/** What a card says of itself. Exported for tests. */
export const describeAdapter = (name: string, info: object): Adapter => {
  const parts = ["description", "vendor", "architecture", "device"].map((key) => textOf(info, key))
  const [driver = ""] = parts
  return {
    name,
    description: driver === "" || driver === name ? name : `${name}, ${driver}`,
    isSoftware: Reflect.get(info, "isFallbackAdapter") === true || SOFTWARE.test([name, ...parts].join(" "))
  }
}

const POWER = { powerPreference: "high-performance" }

/** The options of `create` that name one card. */
export const adapterOption = (name: string): string => `adapter=${name}`

const listNames = async ({ create }: Dawn): Promise<readonly string[]> => {
  try {
    await create([adapterOption(NO_NAME)]).requestAdapter(POWER)
  } catch (error) {
    return [...new Set([...String(error).matchAll(LISTED)].map(([, name = ""]) => name))]
  }
  return []
}

export const listAdapters = async (dawn: Dawn): Promise<readonly Adapter[]> => {
  const adapters: Adapter[] = []
  for (const name of await listNames(dawn)) {
    const adapter = await dawn.create([adapterOption(name)]).requestAdapter(POWER)
    if (adapter !== null) adapters.push(describeAdapter(name, infoOf(adapter)))
  }
  return adapters
}

export interface AdapterWish {
  /** A part of the name of the card that is wanted; undefined where any will do. */
  readonly named: string | undefined
  /** The number of this trainer. */
  readonly index: number
}

/** The card of a trainer, or a sentence that says why it has none. */
export const chooseAdapter = (
  adapters: readonly Adapter[],
  { named, index }: AdapterWish
): Adapter | string => {
  if (adapters.length === 0)
    return "there is no graphics card that WebGPU can use; install the driver of yours (on Linux one with Vulkan 1.1 or newer, and libvulkan1)"
  const fitting = named === undefined ? adapters : adapters.filter(({ name }) => name.includes(named))
  const real = fitting.filter(({ isSoftware }) => !isSoftware)
  const usable = real.length > 0 ? real : fitting.slice(0, 1)
  const names = adapters.map(({ name }) => `“${name}”`).join(", ")
  return usable[index % usable.length] ?? `no graphics card is called “${named}”; there is ${names}`
}
