/** The networks that DNA becomes: what they declare, what they compute, and that a child of every mutation trains. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { canonicalJson } from "../../../src/domain/canonical-json.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { countDnaActivations, countDnaFlops } from "../../../src/spaces/dna/counters.ts"
import type { DnaGenome } from "../../../src/spaces/dna/genome.ts"
import { inferShapes } from "../../../src/spaces/dna/shapes.ts"
import { weightTensors } from "../../../src/spaces/dna/weight-tensors.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { referenceConvolution } from "../../../src/trainers/tfjs/gradient-check/reference-operations.ts"
import { buildDnaNetwork } from "../../../src/trainers/tfjs/networks/dna-network.ts"
import type { Network } from "../../../src/trainers/tfjs/networks/network-builder.ts"
import { makeLearner } from "../../../src/trainers/tfjs/training/learner.ts"
import {
  applyOperator,
  convolutionEdge,
  dnaOf,
  dnaSpace,
  identityEdge,
  linear,
  mutationChain,
  rectified,
  SMALL,
  skipEdge
} from "../../spaces/dna/dna-fixtures.ts"
import { randomBatch, SIDE, TRAINING } from "./dna-training.ts"
import { observedMultiplyAdds } from "./observed-multiply-adds.ts"

const SEED = 91
const CLASSES = 4
const IMAGE = { height: SIDE, width: SIDE, channels: 3 }

const networkOf = (genome: DnaGenome, image = IMAGE): Network =>
  buildDnaNetwork(genome, inferShapes(genome, image), CLASSES)

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe("a DNA network", () => {
  it(`declares the tensors that the space names, by name and shape, seed ${SEED}`, () => {
    for (const { child } of mutationChain(SEED, 0, 120)) {
      const { parameters, normalisations } = networkOf(child)
      const declared = [
        ...parameters.map(({ name, shape }) => `${name} ${shape.join("x")}`),
        ...normalisations.flatMap(({ name, channels }) => [
          `${name}/mean ${channels}`,
          `${name}/variance ${channels}`
        ])
      ]
      const named = weightTensors(child, inferShapes(child, IMAGE), CLASSES).map(
        ({ name, shape }) => `${name} ${shape.join("x")}`
      )
      expect(declared.sort()).toEqual(named.sort())
    }
  })

  it(`computes the multiply-adds that the counter says, seed ${SEED}`, async () => {
    for (const { child } of mutationChain(SEED, 0, 60).filter((_, index) => index % 10 === 9))
      expect(await observedMultiplyAdds(networkOf(child), IMAGE)).toBe(
        countDnaFlops(inferShapes(child, IMAGE), CLASSES)
      )
  })

  it(`leaves behind the values that the counter says, which the estimate of memory rests on, seed ${SEED}`, () => {
    const images = 50
    for (const { child } of mutationChain(SEED, 0, 60).filter((_, index) => index % 10 === 9)) {
      const network = networkOf(child)
      const counted = countDnaActivations(inferShapes(child, IMAGE)) * images
      tf.tidy(() => {
        const parameters = network.parameters.map(({ shape }) => tf.ones([...shape]))
        const before = tf.memory().numBytes
        network.forward(tf.ones([images, SIDE, SIDE, 3]), { parameters, normalise: (_, x) => tf.mul(x, 1) })
        const found = (tf.memory().numBytes - before) / 4
        // The pooled means and the logits are not counted.
        expect(found).toBeGreaterThanOrEqual(counted)
        expect(found).toBeLessThan(1.1 * counted)
      })
    }
  })

  it("adds what meets at a vertex, a skip of another shape fitted to the backbone", () => {
    // A stride of 2 with a 1x1 filter of 1 takes every second pixel, and so does the nearest neighbour for the skip.
    const half = convolutionEdge("e1", "input", "a", {
      strideScale: 1,
      filterHalfWidth: 0,
      filterHalfHeight: 0
    })
    const vertices = [linear("a"), linear("b")]
    const backbone = [half, identityEdge("e2", "a", "b"), identityEdge("e3", "b", "output")]
    const logits = (edges: Parameters<typeof dnaOf>[1]): number[] => {
      const network = networkOf(dnaOf(vertices, edges), { height: 4, width: 4, channels: 1 })
      const parameters = network.parameters.map(({ name, shape }) =>
        name.endsWith("bias") ? tf.zeros([...shape]) : tf.ones([...shape])
      )
      const images = tf.tensor4d(
        Float32Array.from({ length: 16 }, (_, i) => i),
        [1, 4, 4, 1]
      )
      return [...network.forward(images, { parameters, normalise: (_, x) => x }).dataSync()]
    }
    const alone = (0 + 2 + 8 + 10) / 4
    tf.tidy(() => {
      expect(logits(backbone)).toEqual([alone, alone, alone, alone])
      expect(logits([...backbone, skipEdge("e4", "input", "b")])[0]).toBe(2 * alone)
      expect(logits([...backbone, skipEdge("e4", "input", "b"), skipEdge("e5", "a", "output")])[0]).toBe(
        3 * alone
      )
    })
  })

  it("reads every fourth window of a convolution at stride 4, where the backend's own padding would give zeros", () => {
    const wide = convolutionEdge("e1", "input", "a", { strideScale: 2 })
    const genome = dnaOf([linear("a")], [wide, identityEdge("e2", "a", "output")])
    const network = networkOf(genome, { height: 28, width: 28, channels: 1 })
    let expected = 0
    for (let row = 0; row < 28; row++) {
      for (let column = 0; column < 28; column++)
        if (row % 4 < 3 && column % 4 < 3) expected += row * 28 + column
    }
    tf.tidy(() => {
      const images = tf.tensor4d(
        Float32Array.from({ length: 28 * 28 }, (_, i) => i),
        [1, 28, 28, 1]
      )
      const parameters = network.parameters.map(({ name, shape }) =>
        name.endsWith("bias") ? tf.zeros([...shape]) : tf.ones([...shape])
      )
      const [logit = 0] = network.forward(images, { parameters, normalise: (_, x) => x }).dataSync()
      expect(logit).toBeCloseTo(expected / 49, 1)
    })
  })

  it("begins each of several convolutions that meet smaller, so that their sum has the variance of one", () => {
    const genome = dnaOf(
      [rectified("a"), rectified("b")],
      [
        convolutionEdge("e1", "input", "a"),
        convolutionEdge("e2", "a", "b"),
        identityEdge("e3", "b", "output"),
        { ...convolutionEdge("e4", "input", "b"), depthPrecedence: 0, scalePrecedence: 0 }
      ]
    )
    const initial = Object.fromEntries(
      networkOf(genome).parameters.map(({ name, initial }) => [name, initial])
    )
    expect(initial["we1/filter"]).toEqual({ kind: "he", fanIn: 27 })
    expect(initial["we2/filter"]).toEqual({ kind: "he", fanIn: 54 })
    expect(initial["we4/filter"]).toEqual({ kind: "he", fanIn: 54 })
  })

  /** The first child that differs, where the operator can give the old number again. */
  const childOf = (name: string): DnaGenome => {
    for (let index = 0; index < 20; index++) {
      const child = applyOperator(name, SMALL, randomStream(SEED, name, index))?.genome
      if (child !== undefined && (name === "identity" || canonicalJson(child) !== canonicalJson(SMALL)))
        return child
    }
    throw new Error(`${name} changes nothing`)
  }
  const children = Object.keys(dnaSpace.operators).map((name) => [name, childOf(name)] as const)
  const leaky = dnaOf(
    [rectified("a", 0.1)],
    [convolutionEdge("e1", "input", "a"), identityEdge("e2", "a", "output")]
  )

  it.each([
    ...children,
    ["the initial individual", dnaSpace.random(randomStream(SEED, "initial", 0))],
    ["a leaky one", leaky]
  ] as const)(`of a child of %s trains two steps, seed ${SEED}`, async (_name, genome) => {
    const before = tf.memory().numTensors
    const learner = makeLearner(networkOf(genome), TRAINING, SEED)
    const batch = randomBatch(SEED, 0)
    const first = await learner.step(batch, { step: 0, steps: 2, learningRate: 0.01 })
    const second = await learner.step(batch, { step: 1, steps: 2, learningRate: 0.01 })
    expect(first).toBeGreaterThan(0)
    // The same images again: a right gradient at a small rate lowers the loss.
    expect(second).toBeLessThan(first)
    learner.dispose()
    tf.dispose([batch.images, batch.labels])
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe("a padded convolution", () => {
  // 3x3 at stride 4 on 28 pixels is one where the wasm backend's own padding gives zeros.
  it.each([
    [28, 3, 4],
    [28, 5, 16],
    [14, 3, 8],
    [7, 3, 7],
    [6, 9, 2],
    [5, 1, 4]
  ])("of %i pixels with a filter of %i at stride %i is right", (size, filter, stride) => {
    const wave = (shape: [number, number, number, number], frequency: number) => ({
      shape,
      values: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) =>
        Math.fround(Math.cos(frequency * i))
      )
    })
    const x = wave([2, size, size, 2], 1)
    const weights = wave([filter, filter, 2, 3], 2)
    const { shape, values } = referenceConvolution(x, weights, {
      size: [filter, filter],
      strides: [stride, stride],
      dilation: 1
    })
    tf.tidy(() => {
      const found = tf.conv2d(
        tf.tensor4d(Float32Array.from(x.values), x.shape),
        tf.tensor4d(Float32Array.from(weights.values), weights.shape),
        [stride, stride],
        "same"
      )
      expect(found.shape).toEqual(shape)
      const data = found.dataSync()
      for (const [index, value] of values.entries()) expect(data[index]).toBeCloseTo(value, 4)
    })
  })
})
