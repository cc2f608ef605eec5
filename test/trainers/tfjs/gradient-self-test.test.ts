/**
 * The gradient self-test: it passes on what this program installs, fails on what TensorFlow.js brings along, and
 * catches a gradient that is off by a little in one operation.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { afterEach, beforeAll, describe, expect, it } from "vitest"
import { gradientComplaint, startBackend } from "../../../src/trainers/tfjs/backend.ts"
import { gradientCases } from "../../../src/trainers/tfjs/gradient-check/gradient-cases.ts"
import {
  GRADIENT_TOLERANCE,
  runGradientSelfTest
} from "../../../src/trainers/tfjs/gradient-check/gradient-self-test.ts"
import { composedGradients } from "../../../src/trainers/tfjs/gradients/composed-gradients.ts"
import { installGradients } from "../../../src/trainers/tfjs/gradients/install-gradients.ts"
import { kernelGradients } from "../../../src/trainers/tfjs/gradients/kernel-gradients.ts"

const wrongOperations = (kind: string): string[] =>
  runGradientSelfTest(gradientCases().filter(({ operation }) => operation.startsWith(kind)))
    .filter(({ ok }) => !ok)
    .map(({ operation }) => operation)

/** Replaces the gradient of one kernel by itself times `factor`. */
const spoil = (kernelName: string, input: string, factor: number): void => {
  const right = tf.getGradient(kernelName)
  tf.registerGradient({
    ...right,
    gradFunc: (dy, saved, attributes) => {
      const gradients = right.gradFunc(dy, saved, attributes)
      return { ...gradients, [input]: () => tf.mul(gradients[input]?.() ?? 0, factor) }
    }
  })
}

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})
afterEach(() => installGradients(kernelGradients))

describe("the gradient self-test on wasm", () => {
  it("passes with the gradients that are composed of forward operations, as on backends without kernels", () => {
    installGradients(composedGradients)
    expect(runGradientSelfTest().filter(({ ok }) => !ok)).toEqual([])
  })

  it("passes every operation with a wide margin, quickly, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors
    const checks = runGradientSelfTest()
    expect(checks.length).toBe(60)
    for (const { operation, error, ok } of checks) {
      expect(ok, operation).toBe(true)
      expect(error, operation).toBeLessThan(GRADIENT_TOLERANCE / 20)
    }
    expect(tf.memory().numTensors).toBe(before)
    expect(gradientComplaint(checks)).toBeUndefined()
  })

  it("catches a filter gradient of a depthwise convolution that is 1 % too large, and names the operation", () => {
    spoil("DepthwiseConv2dNative", "filter", 1.01)
    const checks = runGradientSelfTest()
    expect(checks.filter(({ ok }) => !ok).map(({ operation }) => operation)).toEqual([
      "depthwise convolution 3x3",
      "depthwise convolution 3x3 stride 2x2",
      "depthwise convolution 5x5",
      "depthwise convolution 5x5 stride 2x2",
      "depthwise convolution 7x7",
      "depthwise convolution 7x7 stride 2x2",
      "depthwise convolution 3x3 dilation 2",
      "depthwise convolution 5x5 dilation 2"
    ])
    expect(gradientComplaint(checks)).toMatch(
      /^this backend computes wrong gradients for depthwise convolution 3x3 \(error/
    )
  })

  for (const [kernelName, input, operation] of [
    ["Conv2D", "x", "convolution 7x1 stride 2x1"],
    ["MaxPool", "x", "max pooling 3x3 of negative values"],
    ["Relu", "x", "ReLU"]
  ] as const) {
    it(`catches a spoilt gradient of ${kernelName}`, () => {
      const right = tf.getGradient(kernelName)
      spoil(kernelName, input, 0.99)
      expect(wrongOperations(operation)).toEqual([operation])
      tf.registerGradient(right)
    })
  }

  it("reports a gradient that is refused as wrong, with the reason", () => {
    tf.registerGradient({
      kernelName: "MaxPool",
      inputsToSave: ["x"],
      outputsToSave: [true],
      gradFunc: () => {
        throw new Error("there is no such kernel")
      }
    })
    const checks = runGradientSelfTest(gradientCases().filter(({ operation }) => /^max/.test(operation)))
    expect(checks.map(({ error }) => error)).toEqual(checks.map(() => Infinity))
    expect(checks.length).toBe(5)
    expect(gradientComplaint(checks)).toMatch(/there is no such kernel/)
  })
})
