/** Which graphics card a trainer computes on, with what Dawn answers made up: no card is needed here. */
import { describe, expect, it } from "vitest"
import {
  type Adapter,
  chooseAdapter,
  describeAdapter,
  listAdapters
} from "../../../src/trainers/tfjs/webgpu/adapters.ts"

/** As Dawn does, it names all cards where none fits, and finds a card by a part of its name. */
const dawnWith = (infos: Readonly<Record<string, object>>) => ({
  globals: {},
  create: ([option = ""]: readonly string[]) => ({
    requestAdapter: () => {
      const wanted = option.slice("adapter=".length)
      const found = Object.entries(infos).find(([name]) => name.includes(wanted))
      if (found !== undefined) return Promise.resolve({ info: found[1] })
      const lines = Object.keys(infos).map((name) => ` * backend: 'vulkan', name: '${name}'`)
      return Promise.reject(new Error(`no suitable backends found\nAvailable adapters:\n${lines.join("\n")}`))
    }
  })
})

const card = (name: string, isSoftware = false): Adapter => ({ name, description: name, isSoftware })
const anyCard = { named: undefined, index: 0 }

describe("the graphics cards that Dawn can reach", () => {
  it("are listed with their drivers, emulations told apart by flag or by name", async () => {
    const dawn = dawnWith({
      "NVIDIA L4": { vendor: "nvidia", description: "NVIDIA: 550.54" },
      "SwiftShader Device (Subzero)": { description: "SwiftShader driver 5.0.0", isFallbackAdapter: true },
      "llvmpipe (LLVM 19)": { description: "llvmpipe: Mesa 25", isFallbackAdapter: false }
    })
    expect(await listAdapters(dawn)).toEqual([
      { name: "NVIDIA L4", description: "NVIDIA L4, NVIDIA: 550.54", isSoftware: false },
      {
        name: "SwiftShader Device (Subzero)",
        description: "SwiftShader Device (Subzero), SwiftShader driver 5.0.0",
        isSoftware: true
      },
      { name: "llvmpipe (LLVM 19)", description: "llvmpipe (LLVM 19), llvmpipe: Mesa 25", isSoftware: true }
    ])
    expect(await listAdapters(dawnWith({}))).toEqual([])
  })

  it("need not say anything of themselves", () => {
    expect(describeAdapter("Some GPU", {})).toEqual(card("Some GPU"))
  })
})

describe("the card of a trainer", () => {
  const two = [card("llvmpipe", true), card("AMD 7900"), card("NVIDIA L4")]

  it("is a real one before an emulation, another for each trainer", () => {
    const chosen = [0, 1, 2].map((index) => chooseAdapter(two, { named: undefined, index }))
    expect(chosen).toEqual([two[1], two[2], two[1]])
  })

  it("is the emulation where there is nothing else, or where it is asked for", () => {
    expect(chooseAdapter(two.slice(0, 1), anyCard)).toEqual(two[0])
    expect(chooseAdapter(two, { named: "llvmpipe", index: 1 })).toEqual(two[0])
  })

  it("is refused in a sentence where there is none, or none of that name", () => {
    expect(chooseAdapter([], anyCard)).toMatch(/no graphics card that WebGPU can use; install the driver/)
    expect(chooseAdapter(two, { named: "Intel", index: 0 })).toBe(
      "no graphics card is called “Intel”; there is “llvmpipe”, “AMD 7900”, “NVIDIA L4”"
    )
  })
})
