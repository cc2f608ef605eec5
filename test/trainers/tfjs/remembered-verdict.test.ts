/** The gradient self-test at the start of a trainer: in full once, by its remembered answers afterwards, and never fooled. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { codeHash } from "../../../src/trainers/tfjs/gradient-check/code-hash.ts"
import type { GradientCase } from "../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import { allGradientCases } from "../../../src/trainers/tfjs/gradient-check/gradient-self-test.ts"
import { checkGradients, verdictFile } from "../../../src/trainers/tfjs/gradient-check/remembered-verdict.ts"
import { temporaryFolder } from "../../fixtures/temporary-folder.ts"

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

/** A few cases that count how often their reference is computed. */
const counted = () => {
  const counter = { references: 0 }
  const cases = allGradientCases()
    .slice(0, 3)
    .map(
      (gradientCase): GradientCase => ({
        ...gradientCase,
        reference: (inputs) => {
          counter.references++
          return gradientCase.reference(inputs)
        }
      })
    )
  return { cases, counter }
}

/** One bit off in its output, which is too little for the reference to mind. */
const nudged = (gradientCase: GradientCase): GradientCase => ({
  ...gradientCase,
  compute: (inputs) => tf.mul(gradientCase.compute(inputs), 1 + 2 ** -22)
})

const wrong = (gradientCase: GradientCase): GradientCase => ({
  ...gradientCase,
  compute: (inputs) => tf.mul(gradientCase.compute(inputs), 1.01)
})

describe("a verdict", () => {
  it("is found once, and holds for the same bits", async () => {
    const file = verdictFile(temporaryFolder(), "a device")
    const { cases, counter } = counted()
    const first = await checkGradients(file, false, cases)
    expect(first.every(({ ok }) => ok)).toBe(true)
    expect(counter.references).toBeGreaterThan(0)
    counter.references = 0
    expect(await checkGradients(file, false, cases)).toEqual(first)
    expect(counter.references).toBe(0)
  })

  it("is found again where one bit of one answer is another", async () => {
    const file = verdictFile(temporaryFolder(), "a device")
    const { cases, counter } = counted()
    await checkGradients(file, false, cases)
    counter.references = 0
    const others = cases.map((gradientCase, index) => (index === 1 ? nudged(gradientCase) : gradientCase))
    expect((await checkGradients(file, false, others)).every(({ ok }) => ok)).toBe(true)
    expect(counter.references).toBeGreaterThan(0)
  })

  it("that gradients are wrong is never passed over, and never kept", async () => {
    const folder = temporaryFolder()
    const file = verdictFile(folder, "a device")
    const { cases } = counted()
    const broken = cases.map((gradientCase, index) => (index === 2 ? wrong(gradientCase) : gradientCase))
    for (let start = 0; start < 2; start++)
      expect((await checkGradients(file, false, broken)).map(({ ok }) => ok)).toEqual([true, true, false])
    expect(readdirSync(folder)).toEqual([])
    await checkGradients(file, false, cases)
    expect((await checkGradients(file, false, broken)).map(({ ok }) => ok)).toEqual([true, true, false])
  })

  it("that was damaged, or cannot be kept, is found again", async () => {
    const folder = temporaryFolder()
    const file = verdictFile(folder, "a device")
    const { cases, counter } = counted()
    await checkGradients(file, false, cases)
    const kept = JSON.parse(readFileSync(file, "utf8"))
    for (const damaged of [
      "",
      "{",
      JSON.stringify(kept.slice(1)),
      JSON.stringify([{ ...kept[0], ok: false }, ...kept.slice(1)])
    ]) {
      writeFileSync(file, damaged)
      counter.references = 0
      expect((await checkGradients(file, false, cases)).every(({ ok }) => ok)).toBe(true)
      expect(counter.references).toBeGreaterThan(0)
    }
    const nowhere = join(file, "no-folder.json")
    expect((await checkGradients(nowhere, false, cases)).every(({ ok }) => ok)).toBe(true)
  })

  it("is about one device and one code", () => {
    const file = verdictFile("/cache", "a", "code")
    expect(verdictFile("/cache", "b", "code")).not.toBe(file)
    expect(verdictFile("/cache", "a", "other code")).not.toBe(file)
    expect(verdictFile("/cache", "a", "code")).toBe(file)
  })

  it("of a backend that is only code holds where one operation of each kind gives the same bits", async () => {
    const file = verdictFile(temporaryFolder(), "a device")
    const computed: string[] = []
    const cases = allGradientCases().map(
      (gradientCase): GradientCase => ({
        ...gradientCase,
        compute: (inputs) => {
          computed.push(gradientCase.operation)
          return gradientCase.compute(inputs)
        }
      })
    )
    const first = await checkGradients(file, true, cases)
    expect(new Set(computed).size).toBe(cases.length)
    computed.length = 0
    expect(await checkGradients(file, true, cases)).toEqual(first)
    const again = [...new Set(computed)]
    const kinds = new Set(cases.map(({ operation }) => operation.split(/ \d/)[0]))
    expect(again.map((operation) => operation.split(/ \d/)[0]).sort()).toEqual([...kinds].sort())
    expect(again.length).toBeLessThan(cases.length / 2)

    const broken = cases.map((gradientCase) =>
      gradientCase.operation === "max pooling 3x3" ? wrong(gradientCase) : gradientCase
    )
    const wrongOnes = (await checkGradients(file, true, broken)).filter(({ ok }) => !ok)
    expect(wrongOnes.map(({ operation }) => operation)).toEqual(["max pooling 3x3"])
  })
})

it("the code's hash changes with every file of it, by content and by name", () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, "kernels"))
  const file = join(folder, "kernels/one.wasm")
  const hashes = [codeHash(folder)]
  for (const text of ["one", "two"]) {
    writeFileSync(file, text)
    hashes.push(codeHash(folder))
  }
  renameSync(file, join(folder, "kernels/two.wasm"))
  hashes.push(codeHash(folder))
  expect(new Set(hashes).size).toBe(4)
  expect(codeHash()).toMatch(/^[0-9a-f]{64}$/)
})
