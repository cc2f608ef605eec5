/** What “auto” becomes: decided once by what is set up and how fast it is, recorded, and kept by the run. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { asBegun, backendOf, withBackend } from "../../../src/app/backends/backend-of.ts"
import { decideBackend, type Means, requireBackend } from "../../../src/app/backends/choose-backend.ts"
import { checkConfig, readSource } from "../../../src/app/config.ts"
import type { Backend, BackendName } from "../../../src/trainers/tfjs/backends/backend.ts"

const mnist = await Effect.runPromise(Effect.flatMap(readSource("mnist"), checkConfig))
const toy = await Effect.runPromise(Effect.flatMap(readSource("toy"), checkConfig))

const backend = (name: BackendName, title: string, obstacle?: string): Backend => ({
  name,
  title,
  obstacle: () => obstacle,
  load: () => Promise.reject(new Error("nothing is loaded to decide"))
})

interface Case {
  readonly imagesPerSecond?: number
  readonly device?: string
  readonly isEmulated?: boolean
  readonly fault?: string
}

/** Backends that are set up, with what timing them gives; a backend without a case has an obstacle. */
const means = (cases: Partial<Record<BackendName, Case>>): Means => ({
  backends: Effect.succeed({
    wasm: backend("wasm", "WebAssembly"),
    native: backend("native", "native TensorFlow", cases.native === undefined ? "type “setup”" : undefined),
    webgpu: backend("webgpu", "WebGPU", cases.webgpu === undefined ? "install it" : undefined)
  }),
  contest: (config, contestant) => {
    expect(backendOf(config)).toBe("auto")
    const { imagesPerSecond, device = "CPU", isEmulated = false, fault } = cases[contestant.name] ?? {}
    const versions: Record<string, string> = contestant.name === "native" ? { TensorFlow: "2.16.2" } : {}
    const facts = { device, threads: 1, versions, isEmulated }
    const started = { kind: "started", device, facts, gradientError: 0 } as const
    const name = contestant.name
    const tried = [
      {
        backend: name,
        started: fault === undefined ? started : undefined,
        speeds: {},
        fault,
        isLate: false
      }
    ]
    return Effect.succeed({ backend: contestant, tried, imagesPerSecond })
  }
})

const decide = async (cases: Partial<Record<BackendName, Case>>, config = mnist) => {
  const said: string[] = []
  const decision = await Effect.runPromise(decideBackend(config, (text) => said.push(text), means(cases)))
  return { backend: backendOf(decision.config), finding: decision.finding, said }
}

describe("“auto”", () => {
  it("is wasm at once where nothing else is set up", async () => {
    expect(await decide({})).toEqual({ backend: "wasm", finding: undefined, said: [] })
  })

  it("is the fastest of what is set up, and says by how much", async () => {
    const found = await decide({ wasm: { imagesPerSecond: 1050.4 }, native: { imagesPerSecond: 1430 } })
    expect(found).toEqual({
      backend: "native",
      finding: "training on native TensorFlow 2.16.2: 1,430 images/s, against 1,050 images/s on WebAssembly",
      said: ["measuring what trains this run fastest: native TensorFlow and WebAssembly …"]
    })
  })

  it("is wasm where that is faster, where the other crashes, and where it is emulated", async () => {
    const wasm = { imagesPerSecond: 63.4 }
    const slower = await decide({ wasm, native: { imagesPerSecond: 40 } })
    expect(slower.finding).toBe(
      "training on WebAssembly: 63 images/s, against 40 images/s on native TensorFlow 2.16.2"
    )
    const fault = "its process was killed by SIGABRT"
    expect((await decide({ wasm, native: { fault } })).finding).toBe(
      "training on WebAssembly: 63 images/s; not on native TensorFlow: its process was killed by SIGABRT"
    )
    const emulated = await decide({ wasm, webgpu: { device: "SwiftShader", isEmulated: true } })
    expect(emulated.backend).toBe("wasm")
    expect(emulated.finding).toMatch(
      /; not on WebGPU \(SwiftShader\): it is emulated in software, and taken only/
    )
  })

  it("is wasm where nothing could be timed: its trainers say why", async () => {
    const fault = "there is no such data set"
    expect(await decide({ wasm: { fault }, native: { fault } })).toMatchObject({
      backend: "wasm",
      finding: undefined
    })
  })
})

describe("a backend that is named", () => {
  it("is taken as it is, and nothing is measured", async () => {
    const named = withBackend(mnist, "native")
    expect(await decide({ native: { imagesPerSecond: 1 } }, named)).toEqual({
      backend: "native",
      finding: undefined,
      said: []
    })
  })

  it("is refused in a sentence where it is not set up, also when a run is resumed with it", async () => {
    const named = withBackend(mnist, "native")
    const failure = await Effect.runPromise(Effect.flip(requireBackend(named, means({}))))
    expect(failure.message).toBe(
      "this run trains on the backend native, and nothing else gives the same results to the last bit; type “setup”"
    )
    await expect(decide({}, named)).rejects.toThrow(/this run trains on the backend native/)
    await Effect.runPromise(requireBackend(withBackend(mnist, "wasm"), means({})))
    await Effect.runPromise(requireBackend(toy, means({})))
  })
})

describe("a run that was begun with “auto”", () => {
  it("is the same run whatever that became, and another where a backend is named", () => {
    const begun = withBackend(mnist, "native")
    expect(asBegun(mnist, begun)).toEqual(begun)
    expect(asBegun(withBackend(mnist, "wasm"), begun)).toEqual(withBackend(mnist, "wasm"))
    expect(asBegun(toy, begun)).toBe(toy)
    expect(asBegun(mnist, toy)).toBe(mnist)
  })
})
