/**
 * The gradient self-test: it passes on what this program installs, fails on what TensorFlow.js brings along, and
 * catches a gradient that is off by a little in one operation.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { afterEach, beforeAll, describe, expect, it } from "vitest"
import { gradientComplaint, startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { dnaGradientCases } from "../../../src/trainers/tfjs/gradient-check/dna-gradient-cases.ts"
import type { GradientCase } from "../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import { gradientCases } from "../../../src/trainers/tfjs/gradient-check/gradient-cases.ts"
import {
  GRADIENT_TOLERANCE,
  runGradientSelfTest
} from "../../../src/trainers/tfjs/gradient-check/gradient-self-test.ts"
import { installKernelGradients } from "../../../src/trainers/tfjs/gradients/kernel-gradients.ts"
import { wasmBackend } from "../../../src/trainers/tfjs/wasm/wasm-backend.ts"

const wrongOperations = async (kind: string): Promise<string[]> => {
  const checks = await runGradientSelfTest(
    gradientCases().filter(({ operation }) => operation.startsWith(kind))
  )
  return checks.filter(({ ok }) => !ok).map(({ operation }) => operation)
}

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
afterEach(installKernelGradients)

describe("the gradient self-test on wasm", () => {
  it("passes every operation with a wide margin, quickly, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors
    const checks = await runGradientSelfTest()
    expect(checks.length).toBe(60)
    for (const { operation, error, ok } of checks) {
      expect(ok, operation).toBe(true)
      expect(error, operation).toBeLessThan(GRADIENT_TOLERANCE / 20)
    }
    expect(tf.memory().numTensors).toBe(before)
    expect(gradientComplaint(checks)).toBeUndefined()
  })

  it("catches a filter gradient of a depthwise convolution that is 1 % too large, and names the operation", async () => {
    spoil("DepthwiseConv2dNative", "filter", 1.01)
    const checks = await runGradientSelfTest()
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
    it(`catches a spoilt gradient of ${kernelName}`, async () => {
      const right = tf.getGradient(kernelName)
      spoil(kernelName, input, 0.99)
      expect(await wrongOperations(operation)).toEqual([operation])
      tf.registerGradient(right)
    })
  }

  it("reports a gradient that is refused as wrong, with the reason", async () => {
    tf.registerGradient({
      kernelName: "MaxPool",
      inputsToSave: ["x"],
      outputsToSave: [true],
      gradFunc: () => {
        throw new Error("there is no such kernel")
      }
    })
    const checks = await runGradientSelfTest(
      gradientCases().filter(({ operation }) => /^max/.test(operation))
    )
    expect(checks.map(({ error }) => error)).toEqual(checks.map(() => Infinity))
    expect(checks.length).toBe(5)
    expect(gradientComplaint(checks)).toMatch(/there is no such kernel/)
  })
})

/** Which of the self-test's cases run a kernel. */
const casesByKernel = async (): Promise<ReadonlyMap<string, readonly GradientCase[]>> => {
  const found = new Map<string, GradientCase[]>()
  for (const gradientCase of [...gradientCases(), ...dnaGradientCases()]) {
    const { kernelNames } = await tf.profile(async () => {
      await runGradientSelfTest([gradientCase])
      return tf.scalar(0)
    })
    for (const name of new Set(kernelNames)) found.set(name, [...(found.get(name) ?? []), gradientCase])
  }
  return found
}

/** Runs `action` while the last value of everything that a kernel puts out is wrong. */
const whileWrong = async <A>(kernelName: string, action: () => Promise<A>): Promise<A> => {
  const right = tf.getKernel(kernelName, "wasm")
  const wrong: tf.KernelFunc = (call) => {
    const result = right.kernelFunc(call)
    for (const output of [result].flat()) {
      const values = wasmBackend(tf.backend()).floats(output)
      values[values.length - 1] = (values[values.length - 1] ?? 0) + 0.5
    }
    return result
  }
  tf.unregisterKernel(kernelName, "wasm")
  tf.registerKernel({ ...right, kernelFunc: wrong })
  try {
    return await action()
  } finally {
    tf.unregisterKernel(kernelName, "wasm")
    tf.registerKernel(right)
  }
}

describe("a kernel that is wrong in one value", () => {
  /**
   * Those that share their input's memory, where a wrong value would be wrong for everybody; and the largest logit, which
   * is taken off before the exponentials and added again, so that it does not matter.
   */
  const WITHOUT_EFFECT = ["Identity", "Reshape", "ExpandDims", "Max"]

  it("is caught, whichever of those that networks run it is", async () => {
    const kernels = await casesByKernel()
    expect([...kernels.keys()]).toEqual(
      expect.arrayContaining(["Conv2D", "DepthwiseConv2dNative", "MaxPool", "AvgPool", "Relu", "Concat"])
    )
    const missed: string[] = []
    for (const [name, cases] of kernels) {
      // Operations that are made of kernels are in the profile too, by names of their own.
      if (tf.getKernel(name, "wasm") === undefined || WITHOUT_EFFECT.includes(name)) continue
      const checks = await whileWrong(name, () => runGradientSelfTest(cases))
      if (checks.every(({ ok }) => ok)) missed.push(name)
    }
    expect(missed).toEqual([])
    expect((await runGradientSelfTest()).every(({ ok }) => ok)).toBe(true)
  })
})
