/**
 * The corrections of the cpu backend: each fault is there before and gone after. Where the first half of a test fails,
 * TensorFlow.js no longer has the fault, and its correction can go.
 */
import * as tf from "@tensorflow/tfjs-core"
import { beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../../../src/domain/random-stream.ts"
import type { BackendName } from "../../../../src/trainers/tfjs/backends/backend.ts"
import { averagePoolGradient } from "../../../../src/trainers/tfjs/corrections/average-pool-gradient.ts"
import { CORRECTIONS, correct } from "../../../../src/trainers/tfjs/corrections/correct.ts"
import { dilatedGradients } from "../../../../src/trainers/tfjs/corrections/dilated-gradients.ts"
import { optimiserScalars } from "../../../../src/trainers/tfjs/corrections/optimiser-scalars.ts"
import { resizeGradients } from "../../../../src/trainers/tfjs/corrections/resize-gradients.ts"
import { unreadPixels } from "../../../../src/trainers/tfjs/corrections/unread-pixels.ts"
import { rank4 } from "../../../../src/trainers/tfjs/tensor-rank.ts"
import { startStock } from "./stock-backend.ts"

beforeAll(() => startStock("cpu"))

type Shape = [number, number, number, number]

const normals = (shape: Shape, name: string): tf.Tensor4D => {
  const stream = randomStream(1, `corrections ${name}`, 0)
  const size = shape.reduce((product, length) => product * length, 1)
  return tf.tensor4d(
    Float32Array.from({ length: size }, () => stream.normal()),
    shape
  )
}

const total = (x: tf.Tensor): number => tf.tidy(() => tf.sum(x).dataSync()[0] ?? Number.NaN)

/** The largest difference between a gradient and central differences of the sum of what is linear in its input. */
const gradientError = (compute: (x: tf.Tensor4D) => tf.Tensor, x: tf.Tensor4D): number =>
  tf.tidy(() => {
    const weights = normals(compute(x).shape as Shape, "weights")
    const weighted = (input: tf.Tensor4D): tf.Scalar => tf.sum(tf.mul(compute(input), weights))
    const gradient = tf.grad((input) => weighted(rank4(input)))(x)
    expect(gradient.shape).toEqual(x.shape)
    const values = gradient.dataSync()
    const errors = Array.from(values, (value, place) => {
      const one = tf.tensor4d(
        Float32Array.from({ length: x.size }, (_, index) => (index === place ? 1 : 0)),
        x.shape
      )
      return Math.abs(value - (total(weighted(tf.add(x, one))) - total(weighted(tf.sub(x, one)))) / 2)
    })
    return Math.max(...errors)
  })

describe("average pooling", () => {
  const x = (): tf.Tensor4D => normals([2, 5, 4, 3], "pooling")
  const pool = (input: tf.Tensor4D): tf.Tensor4D => tf.avgPool(input, 3, 2, "same")
  const padded = (input: tf.Tensor4D): tf.Tensor4D =>
    tf.avgPool(input, 3, 1, [
      [0, 0],
      [1, 2],
      [0, 1],
      [0, 0]
    ])

  it("has a gradient that is too small at the borders, which is corrected for every padding", () => {
    expect(gradientError(pool, x())).toBeGreaterThan(0.1)
    expect(gradientError(padded, x())).toBeGreaterThan(0.1)
    averagePoolGradient.install()
    expect(gradientError(pool, x())).toBeLessThan(1e-5)
    expect(gradientError(padded, x())).toBeLessThan(1e-5)
  })
})

describe("a dilated convolution", () => {
  const x = normals.bind(undefined, [1, 6, 7, 2], "convolution")
  const filter = normals.bind(undefined, [3, 2, 2, 3], "filter")
  const convolutions = [
    (input: tf.Tensor4D, by: tf.Tensor4D) => tf.conv2d(input, by, 1, "same", "NHWC", [2, 3]),
    (input: tf.Tensor4D, by: tf.Tensor4D) => tf.depthwiseConv2d(input, by, 1, "valid", "NHWC", [2, 3])
  ]

  it("is refused a gradient, and is given the right one", () => {
    for (const convolve of convolutions)
      expect(() => gradientError((input) => convolve(input, filter()), x())).toThrow(/dilation rates/)
    dilatedGradients.install()
    for (const convolve of convolutions) {
      expect(gradientError((input) => convolve(input, filter()), x())).toBeLessThan(1e-5)
      expect(gradientError((by) => convolve(x(), by), filter())).toBeLessThan(1e-5)
    }
  })
})

describe("resizing", () => {
  const several = (): tf.Tensor4D => normals([3, 4, 4, 2], "several")
  const oblong = (): tf.Tensor4D => normals([2, 3, 5, 2], "oblong")
  const nearest =
    (alignCorners: boolean, halfPixelCentres: boolean) =>
    (x: tf.Tensor4D): tf.Tensor4D =>
      tf.image.resizeNearestNeighbor(x, [7, 6], alignCorners, halfPixelCentres)
  const bilinear =
    (alignCorners: boolean, halfPixelCentres: boolean) =>
    (x: tf.Tensor4D): tf.Tensor4D =>
      tf.image.resizeBilinear(x, [7, 4], alignCorners, halfPixelCentres)

  it("has wrong gradients for several images and refuses oblong ones; both are corrected", () => {
    expect(gradientError(nearest(false, false), several())).toBeGreaterThan(0.1)
    expect(() => gradientError(bilinear(false, false), oblong())).toThrow(/shape/)
    expect(gradientError(bilinear(false, true), several())).toBeGreaterThan(0.1)
    resizeGradients.install()
    for (const resize of [nearest, bilinear]) {
      for (const [alignCorners, halfPixelCentres] of [
        [false, false],
        [true, false],
        [false, true]
      ] as const) {
        for (const x of [several(), oblong()])
          expect(gradientError(resize(alignCorners, halfPixelCentres), x)).toBeLessThan(1e-5)
      }
    }
  })
})

describe("a momentum optimiser", () => {
  const trainOnce = (): number => {
    const before = tf.memory().numTensors
    const initial = tf.tensor1d([1, 2])
    const weights = tf.variable(initial)
    initial.dispose()
    const optimiser = tf.train.momentum(0.1, 0.9)
    optimiser.minimize(() => tf.sum(tf.square(weights)))
    optimiser.dispose()
    weights.dispose()
    return tf.memory().numTensors - before
  }

  it("leaves a tensor behind, and does not once it is corrected, however often that is installed", () => {
    expect(trainOnce()).toBe(1)
    optimiserScalars.install()
    optimiserScalars.install()
    expect(trainOnce()).toBe(0)
  })
})

describe("corrections", () => {
  it("are installed where the fault is, and nowhere else", () => {
    const of = (name: BackendName) =>
      CORRECTIONS.filter(({ backends }) => backends.includes(name)).map(({ fault }) => fault)
    expect(of("native")).toEqual([optimiserScalars.fault])
    expect(of("wasm")).toEqual([unreadPixels.fault, optimiserScalars.fault])
    expect(of("webgpu")).toEqual([averagePoolGradient.fault, dilatedGradients.fault, optimiserScalars.fault])
    const before = tf.getGradient("AvgPool")
    correct("native")
    expect(tf.getGradient("AvgPool")).toBe(before)
    correct("cpu")
    expect(tf.getGradient("AvgPool")).not.toBe(before)
  })
})

describe("what is only kept out of this program, since it cannot be corrected from outside", () => {
  const draw = (seed: number): string =>
    tf.tidy(() => tf.randomNormal([4], 0, 1, "float32", seed).dataSync().join())

  it("takes a seed of 0 for none", () => {
    expect(draw(0)).not.toBe(draw(0))
    expect(draw(1)).toBe(draw(1))
  })

  it("drops the same values at every step for one seed", async () => {
    const { layers } = await import("@tensorflow/tfjs-layers")
    const layer = layers.dropout({ rate: 0.5, seed: 3 })
    const drop = (): string =>
      tf.tidy(() =>
        rank4(layer.apply(tf.ones([1, 4, 4, 4]), { training: true }) as tf.Tensor)
          .dataSync()
          .join()
      )
    expect(drop()).toBe(drop())
  })

  it("shuffles without a seed", () => {
    const values = Array.from({ length: 50 }, (_, index) => index)
    const shuffled = (): string => {
      const copy = [...values]
      tf.util.shuffle(copy)
      return copy.join()
    }
    expect(shuffled()).not.toBe(shuffled())
    expect(tf.util.shuffle.length).toBe(1)
  })
})
