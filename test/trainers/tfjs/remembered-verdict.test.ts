/** The gradient self-test at the start of a trainer: in full once, by its remembered answers afterwards, and never fooled. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
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
    const first = await checkGradients(file, cases)
    expect(first.every(({ ok }) => ok)).toBe(true)
    expect(counter.references).toBeGreaterThan(0)
    counter.references = 0
    expect(await checkGradients(file, cases)).toEqual(first)
    expect(counter.references).toBe(0)
  })

  it("is found again where one bit of one answer is another", async () => {
    const file = verdictFile(temporaryFolder(), "a device")
    const { cases, counter } = counted()
    await checkGradients(file, cases)
    counter.references = 0
    const others = cases.map((gradientCase, index) => (index === 1 ? nudged(gradientCase) : gradientCase))
    expect((await checkGradients(file, others)).every(({ ok }) => ok)).toBe(true)
    expect(counter.references).toBeGreaterThan(0)
  })

  it("that gradients are wrong is never passed over, and never kept", async () => {
    const folder = temporaryFolder()
    const file = verdictFile(folder, "a device")
    const { cases } = counted()
    const broken = cases.map((gradientCase, index) => (index === 2 ? wrong(gradientCase) : gradientCase))
    for (let start = 0; start < 2; start++)
      expect((await checkGradients(file, broken)).map(({ ok }) => ok)).toEqual([true, true, false])
    expect(readdirSync(folder)).toEqual([])
    await checkGradients(file, cases)
    expect((await checkGradients(file, broken)).map(({ ok }) => ok)).toEqual([true, true, false])
  })

  it("that was damaged, or cannot be kept, is found again", async () => {
    const folder = temporaryFolder()
    const file = verdictFile(folder, "a device")
    const { cases, counter } = counted()
    await checkGradients(file, cases)
    const kept = JSON.parse(readFileSync(file, "utf8"))
    for (const damaged of [
      "",
      "{",
      JSON.stringify({ ...kept, checks: [{ operation: "x", error: 1, ok: false }] })
    ]) {
      writeFileSync(file, damaged)
      counter.references = 0
      expect((await checkGradients(file, cases)).every(({ ok }) => ok)).toBe(true)
      expect(counter.references).toBeGreaterThan(0)
    }
    const nowhere = join(file, "no-folder.json")
    expect((await checkGradients(nowhere, cases)).every(({ ok }) => ok)).toBe(true)
  })

  it("is about one device", () => {
    expect(verdictFile("/cache", "a")).not.toBe(verdictFile("/cache", "b"))
  })
})
