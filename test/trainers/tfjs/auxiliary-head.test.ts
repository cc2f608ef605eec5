/** The auxiliary head: of the papers' shape, on the right cell, in training only, and gone where its weight is 0. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { buildNasnetNetwork } from "../../../src/trainers/tfjs/networks/nasnet-network.ts"
import type { Network, Pass } from "../../../src/trainers/tfjs/networks/network-builder.ts"
import { countParameters, initialValues, unflatten } from "../../../src/trainers/tfjs/networks/parameters.ts"
import { CLASSES, trainFewSteps } from "./few-steps.ts"
import { LIGHT, published } from "./nasnet-fixtures.ts"

const CIFAR = { height: 32, width: 32, channels: 3 }

const build = (side: number, hasAuxiliaryHead: boolean): Network =>
  buildNasnetNetwork(
    LIGHT,
    { cells: 1, filters: 4, stemStride: 1, hasAuxiliaryHead },
    { height: side, width: side, channels: 1 },
    CLASSES
  )

const forward = (network: Network, side: number, auxiliary?: Pass["auxiliary"]): number[] =>
  tf.tidy(() => {
    const shapes = network.parameters.map(({ shape }) => shape)
    const parameters = unflatten(tf.tensor1d(initialValues(network.parameters, 1)), shapes)
    const images = tf.ones<tf.Rank.R4>([2, side, side, 1])
    return [...network.forward(images, { parameters, normalise: (_, x) => x, auxiliary }).dataSync()]
  })

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe("the auxiliary head", () => {
  it("of AmoebaNet-A (6, 32) for CIFAR-10 reads 16x16 maps of 4 x 64 filters: pooled to 4x4, 128, 768, 10", () => {
    const outer = { cells: 6, filters: 32, stemStride: 1, hasAuxiliaryHead: true } as const
    const { parameters } = buildNasnetNetwork(published("AmoebaNet-A"), outer, CIFAR, 10)
    const head = 4 * 64 * 128 + 2 * 128 + 4 * 4 * 128 * 768 + 2 * 768 + 768 * 10 + 10
    expect(countParameters(parameters)).toBe(2_558_858 + head)
  })

  it("comes after everything else, so that the rest begins with the same weights", () => {
    const [plain, headed] = [build(12, false), build(12, true)]
    expect(headed.parameters.slice(0, plain.parameters.length)).toEqual(plain.parameters)
    expect(headed.normalisations.slice(0, plain.normalisations.length)).toEqual(plain.normalisations)
    expect(headed.parameters.length).toBeGreaterThan(plain.parameters.length)
  })

  it("is computed only for those who ask, on any image, and does not touch the network's own logits", () => {
    for (const side of [4, 7, 10, 20]) {
      const shapes: number[][] = []
      const own = forward(build(side, true), side, (logits) => shapes.push(logits.shape))
      expect(shapes).toEqual([[2, CLASSES]])
      expect(own).toEqual(forward(build(side, true), side))
      expect(own).toEqual(forward(build(side, false), side))
    }
  })

  it("adds its loss by weight, changes what is learnt, and repeats itself to the last bit", async () => {
    const plain = await trainFewSteps(LIGHT)
    const [half, whole] = [
      await trainFewSteps(LIGHT, { auxiliaryWeight: 0.5 }),
      await trainFewSteps(LIGHT, { auxiliaryWeight: 1 })
    ]
    const own = plain.losses[0] ?? 0
    const auxiliary = (whole.losses[0] ?? 0) - own
    expect(auxiliary).toBeGreaterThan(0)
    expect(half.losses[0]).toBeCloseTo(own + auxiliary / 2, 5)
    expect(half.logits).not.toEqual(plain.logits)
    expect(half.losses.at(-1)).toBeLessThan(half.losses[0] ?? 0)
    expect(await trainFewSteps(LIGHT, { auxiliaryWeight: 0.5 })).toEqual(half)
  })

  it("together with drop-path trains, and leaves no tensor behind", async () => {
    const changes = { auxiliaryWeight: 0.4, dropPathKeep: 0.6, dropPathSchedule: "both" } as const
    const trained = await trainFewSteps(LIGHT, changes)
    const before = tf.memory().numTensors
    expect(await trainFewSteps(LIGHT, changes)).toEqual(trained)
    expect(tf.memory().numTensors).toBe(before)
  })
})
