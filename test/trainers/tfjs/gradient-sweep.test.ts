/** A part of the sweep of gradient-sweep.slow.test.ts that is quick, and proof that the sweep sees what is wrong. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import type { GradientCase } from "../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import { answer } from "./gradient-sweep/answers.ts"
import { GROUPS, sweepCases } from "./gradient-sweep/cases.ts"
import { complaints } from "./gradient-sweep/judge.ts"
import { isOutOfReach } from "./gradient-sweep/out-of-reach.ts"

const EFFORT = { places: 4, directions: 1 }
/** One case of how many is checked here; poolings cost nothing. */
const EVERY: Readonly<Record<string, number>> = { convolutions: 4, poolings: 1, operations: 5 }

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

const judge = async (gradientCase: GradientCase): Promise<readonly string[]> => {
  const found = complaints(gradientCase, await answer(gradientCase), EFFORT)
  return found.map((what) => `${gradientCase.operation}: ${what}`)
}

describe("outputs and gradients on wasm", () => {
  for (const [group, make] of Object.entries(GROUPS)) {
    it(`of ${group} are those of the references`, async () => {
      const before = tf.memory().numTensors
      const cases = make()
        .filter((_, index) => index % (EVERY[group] ?? 1) === 0)
        .filter(({ operation }) => !isOutOfReach("wasm", operation))
      const wrong: string[] = []
      for (const gradientCase of cases) wrong.push(...(await judge(gradientCase)))
      expect(wrong).toEqual([])
      expect(tf.memory().numTensors).toBe(before)
    })
  }
})

describe("the sweep", () => {
  const [gradientCase] = sweepCases().filter(({ operation }) =>
    operation.startsWith("convolution 3x3 stride 2x2 dilation 1 same")
  )
  const right = gradientCase!

  it("complains of one output, one value of a gradient, and a refusal", async () => {
    const found = await answer(right)
    expect(complaints(right, found, EFFORT)).toEqual([])
    const changed = (values: Float32Array): Float32Array =>
      values.map((value, index) => (index === values.length - 1 ? value + 0.01 : value))
    expect(complaints(right, { ...found, output: changed(found.output) }, EFFORT)).toEqual([
      expect.stringMatching(/^output: /)
    ])
    const [x, filter] = found.gradients
    expect(complaints(right, { ...found, gradients: [x!, changed(filter!)] }, EFFORT)).toEqual([
      expect.stringMatching(/^gradient of input 1, by finite differences: /)
    ])
    expect(complaints(right, { ...found, gradients: [changed(x!), filter!] }, EFFORT, found)).toEqual([
      expect.stringMatching(/^gradient of input 0, by finite differences: /),
      expect.stringMatching(/^gradient of input 0, by plain JavaScript: /)
    ])
    expect(complaints(right, { ...found, refusal: "no such kernel" }, EFFORT)).toEqual([
      "refused: no such kernel"
    ])
  })

  it("does not take NaN or missing values for right ones", async () => {
    const found = await answer(right)
    const spoilt = { ...found, gradients: found.gradients.map((values) => values.map(() => Number.NaN)) }
    expect(complaints(right, spoilt, EFFORT).length).toBe(2)
    const short = { ...found, gradients: found.gradients.map((values) => values.slice(1)) }
    expect(complaints(right, short, EFFORT).length).toBe(2)
  })
})
