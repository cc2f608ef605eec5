/**
 * The wasm kernels of convolutions, depthwise convolutions and poolings and their gradients against their definitions,
 * over filter sizes 1 to 7, strides, dilations, paddings, odd sizes and numbers of channels that fill no vector.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { type RandomStream, randomStream } from "../../../src/domain/random-stream.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { convolveByDefinition, infoOf, tapsOfWindow, type WindowCase } from "./window-definition.ts"

const SEED = 4711
const TOLERANCE = 1e-5

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

const normals = (stream: RandomStream, count: number): Float32Array =>
  Float32Array.from({ length: count }, () => stream.normal())

const choose = <A>(stream: RandomStream, values: readonly A[]): A =>
  values[Math.floor(stream.unit() * values.length)]!

/** Relative to the largest true value, or 1. */
const difference = (found: ArrayLike<number>, expected: Float64Array): number => {
  expect(found.length).toBe(expected.length)
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
  return expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - found[i]!)), 0) / scale
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1)

const drawCase = (stream: RandomStream, isDepthwise: boolean): WindowCase => {
  const filter: [number, number] = [
    choose(stream, [1, 2, 3, 4, 5, 6, 7]),
    choose(stream, [1, 2, 3, 4, 5, 6, 7])
  ]
  const isDilated = stream.unit() < 0.3
  const spread = (): number => choose(stream, [1, 2, 3])
  const explicit: [number, number] = [choose(stream, [0, 1, 2, 3]), choose(stream, [0, 1, 2, 3])]
  const dilations: [number, number] = isDilated ? [spread(), spread()] : [1, 1]
  const side = (taps: number, dilation: number): number =>
    (taps - 1) * dilation + choose(stream, [1, 2, 3, 4, 5, 8, 9])
  return {
    input: [
      2,
      side(filter[0], dilations[0]),
      side(filter[1], dilations[1]),
      choose(stream, [1, 2, 3, 4, 5, 6, 8, 11])
    ],
    filter,
    outputs: isDepthwise
      ? choose(stream, [1, 1, 1, 2, 3])
      : choose(stream, [1, 2, 3, 4, 5, 7, 8, 10, 12, 19]),
    strides: isDilated ? [1, 1] : [choose(stream, [1, 1, 2, 3]), choose(stream, [1, 1, 2, 4])],
    dilations,
    pad: choose<WindowCase["pad"]>(stream, ["same", "same", "valid", [[0, 0], explicit, explicit, [0, 0]]]),
    isDepthwise
  }
}

const kernelsOf = (isDepthwise: boolean): readonly [string, string, string] =>
  isDepthwise
    ? ["DepthwiseConv2dNative", "DepthwiseConv2dNativeBackpropInput", "DepthwiseConv2dNativeBackpropFilter"]
    : ["Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter"]

/** The largest difference of the output and of both gradients. */
const checkCase = (of: WindowCase, index: number): number => {
  const stream = randomStream(SEED, "numbers", index)
  const info = infoOf(of)
  const filterShape = [...of.filter, of.input[3], of.outputs] as [number, number, number, number]
  const values = {
    x: normals(stream, sizeOf(of.input)),
    filter: normals(stream, sizeOf(filterShape)),
    dy: normals(stream, sizeOf(info.outShape))
  }
  const expected = convolveByDefinition(of, values.x, values.filter, values.dy)
  const [forward, toInput, toFilter] = kernelsOf(of.isDepthwise)
  const attributes = { strides: of.strides, dilations: of.dilations, pad: of.pad, dataFormat: "NHWC" }
  const before = tf.memory().numTensors
  const largest = tf.tidy(() => {
    const x = tf.tensor4d(values.x, of.input)
    const filter = tf.tensor4d(values.filter, filterShape)
    const dy = tf.tensor4d(values.dy, info.outShape)
    const run = (kernel: string, inputs: tf.NamedTensorMap, more: object): ArrayLike<number> =>
      tf
        .engine()
        .runKernel<tf.Tensor>(kernel, inputs, { ...attributes, ...more } as tf.NamedAttrMap)
        .dataSync()
    return Math.max(
      difference(run(forward, { x, filter }, {}), expected.y),
      difference(run(toInput, { dy, filter }, { inputShape: of.input }), expected.dx),
      difference(run(toFilter, { x, dy }, { filterShape }), expected.dfilter)
    )
  })
  expect(tf.memory().numTensors).toBe(before)
  return largest
}

describe(`the wasm kernels against their definition (seed ${SEED})`, () => {
  it.each([
    ["a convolution", false],
    ["a depthwise convolution", true]
  ] as const)("%s and its gradients, 150 shapes", (_what, isDepthwise) => {
    for (let index = 0; index < 150; index++) {
      const of = drawCase(randomStream(SEED, isDepthwise ? "depthwise" : "convolution", index), isDepthwise)
      expect(checkCase(of, index), JSON.stringify(of)).toBeLessThan(TOLERANCE)
    }
  })

  it("a convolution of wide images and many channels, whose loops leave nothing over", () => {
    const wide = {
      filter: [3, 3] as [number, number],
      outputs: 16,
      strides: [1, 1] as [number, number],
      dilations: [1, 1] as [number, number],
      pad: "same" as const
    }
    for (const isDepthwise of [false, true]) {
      const of: WindowCase = { ...wide, input: [2, 28, 28, 8], outputs: isDepthwise ? 1 : 16, isDepthwise }
      expect(checkCase(of, 0)).toBeLessThan(TOLERANCE)
    }
  })

  /** The stock kernel gives zeros here: the last rows are never read. */
  it("a convolution with “same” padding whose stride leaves rows unread", () => {
    for (const size of [1, 3, 5]) {
      const of: WindowCase = {
        input: [1, 28, 27, 2],
        filter: [size, size],
        outputs: 3,
        strides: [4, 4],
        dilations: [1, 1],
        pad: "same",
        isDepthwise: false
      }
      expect(checkCase(of, size)).toBeLessThan(TOLERANCE)
    }
  })
})

interface Pooled {
  readonly mean: Float64Array
  readonly dmean: Float64Array
  readonly largest: Float64Array
  readonly dlargest: Float64Array
}

const poolByDefinition = (of: WindowCase, x: Float32Array, dy: Float32Array): Pooled => {
  const info = infoOf(of)
  const channels = of.input[3]
  const pixels = info.batchSize * info.outHeight * info.outWidth
  const found = {
    mean: new Float64Array(pixels * channels),
    dmean: new Float64Array(x.length),
    largest: new Float64Array(pixels * channels).fill(Number.NEGATIVE_INFINITY),
    dlargest: new Float64Array(x.length)
  }
  const taps = [...tapsOfWindow(info)]
  const counts = new Int32Array(pixels)
  for (const { y } of taps) counts[y]!++
  const places = new Int32Array(pixels * channels)
  for (const tap of taps) {
    for (let channel = 0; channel < channels; channel++) {
      const [at, to] = [tap.x * channels + channel, tap.y * channels + channel]
      found.mean[to]! += x[at]! / counts[tap.y]!
      found.dmean[at]! += dy[to]! / counts[tap.y]!
      if (x[at]! > found.largest[to]!) [found.largest[to], places[to]] = [x[at]!, at]
    }
  }
  for (const [to, at] of places.entries()) found.dlargest[at]! += dy[to]!
  return found
}

describe("the wasm kernels of pooling", () => {
  it("and their gradients are as defined, also at borders and for windows without a positive value, 100 shapes", () => {
    for (let index = 0; index < 100; index++) {
      const stream = randomStream(SEED, "pooling", index)
      const drawn = drawCase(stream, true)
      const pad = Array.isArray(drawn.pad) ? ("same" as const) : drawn.pad
      // Every fifth is the one that has code of its own.
      const common = { filter: [3, 3], strides: [1, 1], pad: "same" } as const
      const usual = { input: [2, 3 + (index % 9), 3 + (index % 7), 8] as WindowCase["input"] }
      const of = {
        ...drawn,
        outputs: 1,
        dilations: [1, 1],
        pad,
        ...(index % 5 === 0 ? { ...common, ...usual } : {})
      } as WindowCase
      const info = infoOf(of)
      // Few different values, so that there are equal maxima, and hardly a positive one.
      const x = Float32Array.from({ length: sizeOf(of.input) }, () => Math.floor(stream.unit() * 6) - 5)
      const dy = normals(stream, sizeOf(info.outShape))
      const expected = poolByDefinition(of, x, dy)
      const attributes = { filterSize: of.filter, strides: of.strides, pad: of.pad } as tf.NamedAttrMap
      tf.tidy(() => {
        const input = tf.tensor4d(x, of.input)
        const gradient = tf.tensor4d(dy, info.outShape)
        const run = (kernel: string, inputs: tf.NamedTensorMap): ArrayLike<number> =>
          tf.engine().runKernel<tf.Tensor>(kernel, inputs, attributes).dataSync()
        const label = JSON.stringify(of)
        expect(difference(run("AvgPool", { x: input }), expected.mean), label).toBeLessThan(TOLERANCE)
        expect(difference(run("MaxPool", { x: input }), expected.largest), label).toBe(0)
        const backwards = { dy: gradient, input }
        expect(difference(run("AvgPoolGrad", backwards), expected.dmean), label).toBeLessThan(TOLERANCE)
        expect(difference(run("MaxPoolGrad", backwards), expected.dlargest), label).toBeLessThan(TOLERANCE)
      })
    }
  })
})

describe("the wasm kernel of batch normalisation", () => {
  it("keeps its precision where the mean is a thousand deviations, for channels that fill no vector", () => {
    for (const channels of [1, 3, 4, 6, 16, 19]) {
      const stream = randomStream(SEED, "batch normalisation", channels)
      const rows = 2 * 9 * 7
      const x = Float32Array.from({ length: rows * channels }, () => 1000 + stream.normal())
      const mean = new Float64Array(channels)
      const variance = new Float64Array(channels)
      x.forEach((value, i) => (mean[i % channels]! += value / rows))
      x.forEach((value, i) => (variance[i % channels]! += (value - mean[i % channels]!) ** 2 / rows))
      tf.tidy(() => {
        const [y, foundMean, foundVariance] = tf.engine().runKernel<tf.Tensor[]>(
          "BatchNormTraining",
          {
            x: tf.tensor4d(x, [2, 9, 7, channels]),
            scale: tf.ones([channels]),
            offset: tf.zeros([channels])
          },
          { epsilon: 1e-5 }
        )
        expect(difference(foundMean!.dataSync(), mean)).toBeLessThan(1e-6)
        expect(difference(foundVariance!.dataSync(), variance)).toBeLessThan(1e-4)
        const expected = Float64Array.from(
          x,
          (value, i) => (value - mean[i % channels]!) / Math.sqrt(variance[i % channels]! + 1e-5)
        )
        expect(difference(y!.dataSync(), expected)).toBeLessThan(1e-3)
      })
    }
  })
})
