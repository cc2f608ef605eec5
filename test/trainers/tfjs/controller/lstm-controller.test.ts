/**
 * The LSTM controller: the contract of all controllers, its probabilities and its step of learning against a
 * reference in double precision, and that it leaves no tensor behind.
 */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as tf from "@tensorflow/tfjs-core"
import { beforeAll, describe, expect, it } from "vitest"
import type { Controller, Experience } from "../../../../src/domain/controller.ts"
import { reinforceSettings } from "../../../../src/domain/policies/reinforcement.ts"
import { randomStream } from "../../../../src/domain/random-stream.ts"
import { type AdamState, adamStep } from "../../../../src/trainers/tfjs/controller/adam.ts"
import { LSTM_CONTROLLER_DEFAULTS } from "../../../../src/trainers/tfjs/controller/lstm-controller.ts"
import { inTensorScope } from "../../../../src/trainers/tfjs/controller/tensor-scope.ts"
import { controllerContract } from "../../../domain/controller-contract.ts"
import { OPTIONS, sampleBatch } from "../../../domain/short-history.ts"
import { LSTM_SETTINGS, makeSmallLstm } from "./lstm-settings.ts"
import { judge, referenceLoss, referenceWeightCount } from "./reference-lstm.ts"

controllerContract("the LSTM controller", {
  make: makeSmallLstm,
  logProbability: (options, parameters, decisions) =>
    judge(options, LSTM_SETTINGS.units, parameters, decisions).logProbability,
  tolerance: 1e-5,
  digestOfOtherProcess: () =>
    execFileSync(process.execPath, [fileURLToPath(new URL("lstm-history.ts", import.meta.url))], {
      encoding: "utf8"
    }).trim()
})

/** The decisions of two cells of the NASNet space: of each of five combinations two inputs and two operations. */
const CELL = [0, 1, 2, 3, 4].flatMap((combination) => [2 + combination, 2 + combination, 8, 8])
const NASNET = [...CELL, ...CELL]

describe("at the size of the paper: 100 units, 40 decisions", () => {
  let controller: Controller
  let initial: Float64Array
  beforeAll(async () => {
    const settings = reinforceSettings({ kind: "reinforce", controller: "lstm", populationSize: 100 })
    controller = await makeSmallLstm(NASNET, { ...LSTM_CONTROLLER_DEFAULTS, ...settings, epochs: 1 })
    initial = controller.initial(randomStream(1, "initial", 0))
  })

  it("begins with weights of U(-0.1, 0.1) that single precision holds, and with no moments, seed 1", () => {
    const count = referenceWeightCount(NASNET, 100)
    expect(count).toBe(127_940)
    expect(initial).toHaveLength(3 * count + 1)
    const weights = initial.subarray(0, count)
    expect(
      weights.every((weight) => Math.abs(weight) <= Math.fround(0.1) && Math.fround(weight) === weight)
    ).toBe(true)
    expect(initial.subarray(count).every((value) => value === 0)).toBe(true)
    // Five standard errors of the mean and of the mean square of a uniform distribution: 6e-7 each.
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / count
    const meanSquare = weights.reduce((sum, weight) => sum + weight ** 2, 0) / count
    expect(Math.abs(mean)).toBeLessThan((5 * 0.1) / Math.sqrt(3 * count))
    expect(Math.abs(meanSquare - 0.01 / 3)).toBeLessThan(5 * 0.01 * Math.sqrt(4 / 45 / count))
  })

  it("samples with the probabilities that it learns by, and that the reference computes, seed 2", () => {
    const batch = sampleBatch(controller, initial, 2).map((experience) => ({ ...experience, advantage: 1 }))
    for (const { decisions, logProbability } of batch.slice(0, 2)) {
      expect(Math.abs(logProbability - judge(NASNET, 100, initial, decisions).logProbability)).toBeLessThan(
        1e-5
      )
    }
    // Minus the mean ratio of the two probabilities, where every advantage is 1, less the bonus.
    const { figures } = controller.update(initial, batch)
    expect(Math.abs(figures.loss! + 1 + 0.00001 * figures.entropy!)).toBeLessThan(1e-5)
    expect(figures.clipped).toBe(0)
  })
})

describe("a step of learning", () => {
  const options = [3, 2, 4]
  const units = 3
  const count = referenceWeightCount(options, units)
  const config = { clip: 0.2, entropyWeight: 0.05, learningRate: 0.01, units }
  const stream = randomStream(21, "weights", 0)
  const start = new Float64Array(3 * count + 1)
  for (let i = 0; i < count; i++) start[i] = Math.fround(stream.normal())
  const decided: readonly (readonly [number[], number, number])[] = [
    // Decisions, log-ratio since they were sampled, advantage: inside the clip, outside on either side of either sign.
    [[0, 1, 3], 0.1, 0.7],
    [[2, 0, 0], -0.1, -0.4],
    [[1, 1, 2], 0.4, 0.5],
    [[1, 0, 1], 0.4, -0.6],
    [[0, 0, 3], -0.5, 0.9],
    [[2, 1, 0], -0.5, -0.8]
  ]
  const batch: readonly Experience[] = decided.map(([decisions, logRatio, advantage]) => ({
    decisions,
    advantage,
    logProbability: judge(options, units, start, decisions).logProbability - logRatio
  }))
  const lossAt = (parameters: Float64Array): number =>
    referenceLoss(
      batch.map(({ decisions }) => judge(options, units, parameters, decisions)),
      batch,
      config
    )
  const slopes = Array.from({ length: count }, (_, index) => {
    const moved = (by: number): Float64Array => start.map((value, i) => (i === index ? value + by : value))
    return (lossAt(moved(1e-5)) - lossAt(moved(-1e-5))) / 2e-5
  })

  const learn = async (epochs: number) =>
    (await makeSmallLstm(options, { ...config, epochs })).update(start, batch)

  it("goes by the gradient that finite differences find, clipped or not, seed 21", async () => {
    const { parameters, figures } = await learn(1)
    // Adam's first moment is a tenth of the first gradient.
    const gradient = [...parameters.subarray(count, 2 * count)].map((moment) => 10 * moment)
    const errors = gradient.map((slope, index) => Math.abs(slope - slopes[index]!))
    expect(Math.max(...errors)).toBeLessThan(1e-5)
    expect(Math.max(...slopes.map(Math.abs))).toBeGreaterThan(0.1)
    expect(figures.loss).toBeCloseTo(lossAt(start), 5)
    expect(figures.clipped).toBeCloseTo(4 / 6, 10)
  })

  it("moves the weights as Adam does, seed 21", async () => {
    const { parameters } = await learn(1)
    expect(parameters.at(-1)).toBe(1)
    for (const [index, slope] of slopes.entries()) {
      expect(parameters[2 * count + index]!).toBeCloseTo(0.001 * slope ** 2, 7)
      // The first step of Adam is the learning rate against the sign, where the gradient is not almost nothing.
      const sign = Math.abs(slope) > 1e-3 ? Math.sign(slope) : Number.NaN
      if (!Number.isNaN(sign))
        expect(parameters[index]! - start[index]!).toBeCloseTo(-config.learningRate * sign, 5)
    }
  })

  it("of two epochs is that of one, and one more from where it ended, seed 21", async () => {
    const one = await makeSmallLstm(options, { ...config, epochs: 1 })
    const after = one.update(one.update(start, batch).parameters, batch)
    const both = await learn(2)
    expect(both.parameters).toEqual(after.parameters)
    expect(both.parameters.at(-1)).toBe(2)
  })

  it("stays finite for a genome that has become e^1000 times more probable, seed 21", async () => {
    const controller = await makeSmallLstm(options, { ...config, epochs: 2 })
    const unlikely = batch.map((experience) => ({ ...experience, logProbability: -1000 }))
    expect(controller.update(start, unlikely).figures.clipped).toBe(1)
  })

  it("learns nothing from genomes that have left the clip on the good side, seed 21", async () => {
    const good = batch.filter(({ advantage }, index) => advantage * decided[index]![1] > 0.19)
    expect(good).toHaveLength(2)
    const controller = await makeSmallLstm(options, { ...config, entropyWeight: 0, epochs: 1 })
    expect(controller.update(start, good).parameters.subarray(0, count)).toEqual(start.subarray(0, count))
  })
})

describe("Adam", () => {
  it("is its algorithm over five steps, with gradients of several sizes, seed 41", () => {
    const stream = randomStream(41, "gradients", 0)
    const scales = [1, 1e-3, 30, 0]
    const gradients = Array.from({ length: 5 }, () =>
      scales.map((scale) => Math.fround(scale * stream.normal()))
    )
    const weights = [0.5, -0.25, 2, 1]
    const expected = weights.map((weight, index) => {
      let [value, first, second] = [weight, 0, 0]
      gradients.forEach((gradient, step) => {
        first = 0.9 * first + 0.1 * gradient[index]!
        second = 0.999 * second + 0.001 * gradient[index]! ** 2
        const mean = first / (1 - 0.9 ** (step + 1))
        value -= (0.01 * mean) / (Math.sqrt(second / (1 - 0.999 ** (step + 1))) + 1e-8)
      })
      return value
    })
    const found = inTensorScope(() => {
      let state: AdamState = {
        weights: tf.tensor1d(weights),
        first: tf.zeros([4]),
        second: tf.zeros([4]),
        steps: 0
      }
      for (const gradient of gradients) state = adamStep(state, tf.tensor1d(gradient), 0.01)
      return [...state.weights.dataSync()]
    })
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 5)
  })
})

describe("the memory of TensorFlow.js", () => {
  it("is as it was after 200 updates, and after one that fails, seed 31", async () => {
    const controller = await makeSmallLstm(OPTIONS, { units: 8, epochs: 1 })
    let parameters = controller.initial(randomStream(31, "initial", 0))
    const batch = sampleBatch(controller, parameters, 31).slice(0, 2)
    const before = tf.memory()
    for (let round = 0; round < 200; round++) parameters = controller.update(parameters, batch).parameters
    controller.sample(parameters, randomStream(31, "sample", 0))
    const impossible = [{ decisions: [0, 0, 9, 0, 0], logProbability: 0, advantage: 1 }]
    expect(() => controller.update(parameters, impossible)).toThrow(RangeError)
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers)
  })
})
