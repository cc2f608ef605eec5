/**
 * The faults of the wasm backend, which are there before it is corrected and gone after. Where the first half of a test
 * fails, TensorFlow.js no longer has the fault, and its correction can go.
 */
import * as tf from "@tensorflow/tfjs-core"
import { beforeAll, describe, expect, it } from "vitest"
import { correct } from "../../../../src/trainers/tfjs/corrections/correct.ts"
import { installKernelGradients } from "../../../../src/trainers/tfjs/gradients/kernel-gradients.ts"
import { rank4 } from "../../../../src/trainers/tfjs/tensor-rank.ts"
import { installWasmKernels } from "../../../../src/trainers/tfjs/wasm/install-kernels.ts"
import { captureMemory } from "../../../../src/trainers/tfjs/wasm/kernel-module.ts"
import { startStock } from "./stock-backend.ts"

type Shape = [number, number, number, number]

/** 1, 2, 3 … */
const counted = (shape: Shape): tf.Tensor4D =>
  tf.reshape<tf.Rank.R4>(tf.range(1, shape.reduce((product, size) => product * size, 1) + 1), shape)

const numbersOf = (compute: () => tf.Tensor): number[] => [...tf.tidy(() => compute().dataSync())]

/** Of 8 rows a window of one row reads every second; of 9 columns one of three at stride 2 reads all. */
const convolutions = {
  convolution: () => tf.conv2d(counted([1, 8, 9, 1]), counted([1, 3, 1, 1]), 2, "same"),
  "fused convolution": () =>
    tf.fused.conv2d({ x: counted([1, 8, 9, 1]), filter: counted([1, 3, 1, 1]), strides: 2, pad: "same" }),
  "depthwise convolution": () => tf.depthwiseConv2d(counted([1, 8, 9, 1]), counted([1, 3, 1, 1]), 2, "same"),
  "fused depthwise convolution": () =>
    tf.fused.depthwiseConv2d({
      x: counted([1, 8, 9, 1]),
      filter: counted([1, 3, 1, 1]),
      strides: 2,
      pad: "same"
    })
}

/** Value x is 9 row + column + 1; the taps are 1, 2 and 3, and what is outside the image counts nothing. */
const expected = [0, 2, 4, 6].flatMap((row) =>
  [0, 2, 4, 6, 8].map((column) =>
    [-1, 0, 1]
      .filter((shift) => column + shift >= 0 && column + shift < 9)
      .reduce((sum, shift) => sum + (shift + 2) * (9 * row + column + shift + 1), 0)
  )
)

/** One window, of negative values only; its maximum is the third. */
const maxPoolGradient = (): number[] =>
  numbersOf(() => {
    const x = tf.tensor4d([-4, -3, -1, -2], [1, 2, 2, 1])
    return tf.grad((input) => tf.maxPool(rank4(input), 2, 2, "valid"))(x, tf.ones([1, 1, 1, 1]))
  })

const dilatedGradient = (): number[] =>
  numbersOf(() =>
    tf.grad((x) => tf.conv2d(rank4(x), counted([1, 2, 1, 1]), 1, "valid", "NHWC", [1, 2]))(
      counted([1, 1, 4, 1]),
      tf.ones([1, 1, 2, 1])
    )
  )

/** The windows are cut off on the right: 1/4, 1/4, and of two pixels 1/2 each. */
const averagePoolGradient = (): number[] =>
  numbersOf(() =>
    tf.grad((x) => tf.avgPool(rank4(x), 2, 2, "same"))(counted([1, 2, 3, 1]), tf.ones([1, 1, 2, 1]))
  )

describe("the wasm backend of TensorFlow.js", () => {
  const stock: Record<string, number[]> = {}
  const refused: Record<string, unknown> = {}

  beforeAll(async () => {
    const memory = await captureMemory(() => startStock("wasm"))
    for (const [name, compute] of Object.entries(convolutions)) stock[name] = numbersOf(compute)
    stock.maxPool = maxPoolGradient()
    stock.averagePool = averagePoolGradient()
    try {
      dilatedGradient()
    } catch (cause) {
      refused.dilated = cause
    }
    await installWasmKernels(memory)
    installKernelGradients()
    correct("wasm")
  })

  for (const [name, compute] of Object.entries(convolutions)) {
    it(`gives zeros for a ${name} that leaves rows unread, and is right once corrected`, () => {
      expect(stock[name]).not.toEqual(expected)
      expect(numbersOf(compute)).toEqual(expected)
    })
  }

  it("loses the gradient of a maximum that is negative, and is right once corrected", () => {
    expect(stock.maxPool).not.toEqual([0, 0, 1, 0])
    expect(maxPoolGradient()).toEqual([0, 0, 1, 0])
  })

  it("has too small a gradient at the borders of an average pooling, and is right once corrected", () => {
    const right = [0.25, 0.25, 0.5, 0.25, 0.25, 0.5]
    expect(stock.averagePool).not.toEqual(right)
    expect(averagePoolGradient()).toEqual(right)
  })

  it("is refused the gradient of a dilated convolution, and given it once corrected", () => {
    expect(String(refused.dilated)).toMatch(/dilation rates/)
    expect(dilatedGradient()).toEqual([1, 1, 2, 2])
  })
})
