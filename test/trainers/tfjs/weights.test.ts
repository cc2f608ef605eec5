/** Weights as files: the safetensors format to the byte, names by content, and what is refused. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import type { NamedWeights } from "../../../src/trainers/tfjs/weights/named-weights.ts"
import { decodeWeights, encodeWeights } from "../../../src/trainers/tfjs/weights/safetensors.ts"
import { weightsFile } from "../../../src/trainers/tfjs/weights/weights-file.ts"
import { keepWeights, readWeights } from "../../../src/trainers/tfjs/weights/weights-folder.ts"
import { temporaryFolder } from "../../datasets/idx-fixtures.ts"

const temporary = temporaryFolder()
afterAll(temporary.remove)

const WEIGHTS: NamedWeights = new Map([
  ["wb/filter", { shape: [1, 1, 2, 2], values: Float32Array.of(1, -2.5, 1e-40, -0) }],
  ["wa/mean", { shape: [2], values: Float64Array.of(0.1, 1e300) }],
  ["wc/none", { shape: [0, 3], values: new Float32Array(0) }]
])

const failureOf = async (folder: string, name: string): Promise<string> =>
  (await Effect.runPromise(Effect.flip(readWeights(folder, name)))).reason

describe("the safetensors format", () => {
  it("gives back what was written, to the bit", () => {
    const read = decodeWeights(encodeWeights(WEIGHTS))
    expect([...read.keys()]).toEqual(["wa/mean", "wb/filter", "wc/none"])
    for (const [name, { shape, values }] of WEIGHTS) {
      expect(read.get(name)?.shape).toEqual(shape)
      const bits = (array: ArrayLike<number> | undefined) =>
        Array.from(array ?? [], (value) => (Object.is(value, -0) ? "-0" : value))
      expect(bits(read.get(name)?.values)).toEqual(bits(values))
      expect(read.get(name)?.values.constructor).toBe(values.constructor)
    }
  })

  it("is laid out as its specification says", () => {
    const bytes = Buffer.from(encodeWeights(new Map([["x", { shape: [2], values: Float32Array.of(1, 2) }]])))
    const header = '{"x":{"data_offsets":[0,8],"dtype":"F32","shape":[2]}}'
    expect(Number(bytes.readBigUInt64LE(0))).toBe(56)
    expect(bytes.toString("utf8", 8, 64)).toBe(header.padEnd(56, " "))
    expect(bytes.subarray(64).toString("hex")).toBe("0000803f00000040")
  })

  it("does not depend on the order in which tensors are given", () => {
    expect(encodeWeights(new Map([...WEIGHTS].reverse()))).toEqual(encodeWeights(WEIGHTS))
  })

  const whole = Buffer.from(encodeWeights(WEIGHTS))
  const long = Buffer.from(whole)
  long.writeBigUInt64LE(10_000n, 0)
  it.each([
    ["bytes that are too few", whole.subarray(0, 5), /too short for a header/],
    ["a header longer than the file", long, /header is longer/],
    ["values that are cut off", whole.subarray(0, -1), /has not the bytes that its shape needs/],
    ["a header that is no JSON", Buffer.concat([whole.subarray(0, 8), Buffer.alloc(500, "x")]), /JSON/]
  ])("refuses %s", (_what, bytes, message) => {
    expect(() => decodeWeights(bytes)).toThrow(message)
  })
})

describe("the folder of weights", () => {
  it("names a file by its content, and leaves nothing else behind", async () => {
    const folder = temporary.path("kept")
    const name = await Effect.runPromise(keepWeights(folder, WEIGHTS))
    expect(readdirSync(folder)).toEqual([`${name}.safetensors`])
    expect(
      createHash("sha256")
        .update(readFileSync(weightsFile(folder, name)))
        .digest("hex")
    ).toBe(name)
    expect(await Effect.runPromise(keepWeights(folder, WEIGHTS))).toBe(name)
    expect(readdirSync(folder)).toHaveLength(1)
    expect([...(await Effect.runPromise(readWeights(folder, name))).keys()].sort()).toEqual(
      [...WEIGHTS.keys()].sort()
    )
  })

  it("says which file is missing", async () => {
    const name = "0".repeat(64)
    expect(await failureOf(temporary.path("kept"), name)).toMatch(
      new RegExp(
        `^the weights file ${weightsFile(temporary.path("kept"), name)} cannot be read .*put it back$`
      )
    )
  })

  it("refuses a file with one bit changed, and writing the same weights again puts it right", async () => {
    const folder = temporary.path("damaged")
    const name = await Effect.runPromise(keepWeights(folder, WEIGHTS))
    const file = weightsFile(folder, name)
    const bytes = readFileSync(file)
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    writeFileSync(file, bytes)
    expect(await failureOf(folder, name)).toBe(
      `the weights file ${file} is damaged: its content does not fit its name; put back a copy of it`
    )
    await Effect.runPromise(keepWeights(folder, WEIGHTS))
    expect((await Effect.runPromise(readWeights(folder, name))).size).toBe(3)
  })

  it.each(["", "../../secret", "A".repeat(64)])("does not look for a file named %j", async (name) => {
    expect(await failureOf(temporary.path("kept"), name)).toMatch(/has a name that is no SHA-256/)
  })

  it("says why weights cannot be written", async () => {
    const occupied = temporary.write("occupied", Buffer.from("a file"))
    const error = await Effect.runPromise(Effect.flip(keepWeights(occupied, WEIGHTS)))
    expect(error.reason).toMatch(/^the weights file .* could not be written \(.*\); see that there is room/)
  })
})
