/** ScheduledDropPath: whole paths of single images, by masks from the seed, with nothing changed on average. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { buildNasnetNetwork } from "../../../src/trainers/tfjs/networks/nasnet-network.ts"
import {
  type DropPathConfig,
  drawPathFactors,
  dropMask,
  dropPathBy,
  keepProbability
} from "../../../src/trainers/tfjs/training/drop-path.ts"
import { trainFewSteps } from "./few-steps.ts"
import { EVERY_OPERATION, LIGHT } from "./nasnet-fixtures.ts"

const SEED = 7350
const config = (dropPathSchedule: DropPathConfig["dropPathSchedule"], dropPathKeep = 0.6) => ({
  dropPathKeep,
  dropPathSchedule
})

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe("the probability that a path is kept", () => {
  it.each([
    ["step", 0.5, 0, 1],
    ["step", 0.5, 50, 0.8],
    ["step", 1, 50, 0.8],
    ["depth", 0.5, 0, 0.8],
    ["depth", 1, 50, 0.6],
    ["both", 0.5, 50, 0.9],
    ["both", 1, 50, 0.8],
    ["both", 1, 0, 1]
  ] as const)(
    "by %s, at depth %d and step %i of 100, is %d of a lowest of 0.6",
    (schedule, depth, step, keep) => {
      expect(keepProbability(config(schedule), depth, { step, steps: 100 })).toBeCloseTo(keep, 12)
    }
  )
})

describe(`masks, seed ${SEED}`, () => {
  for (const keep of [0.9, 0.6, 0.25]) {
    it(`are 0 or 1/${keep}, and 1 on average (error probability 0.001)`, () => {
      const count = 20_000
      const mask = dropMask(SEED, 3, { count, keep })
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / keep)]))
      const mean = mask.reduce((sum, value) => sum + value, 0) / count
      expect(Math.abs(mean - 1)).toBeLessThan(3.29 * Math.sqrt((1 - keep) / keep / count))
    })
  }

  it("repeat themselves, and differ from path to path, step to step and seed to seed", () => {
    const draw = (seed: number, path: number) => [...dropMask(seed, path, { count: 64, keep: 0.5 })]
    expect(draw(SEED, 1)).toEqual(draw(SEED, 1))
    expect(draw(SEED, 1)).not.toEqual(draw(SEED, 2))
    expect(draw(SEED, 1)).not.toEqual(draw(SEED + 1, 1))
  })

  it("multiply the paths of whole images, and their gradients", () => {
    const place = { step: 2, steps: 9, seed: SEED, count: 8 }
    const factors = drawPathFactors(config("depth", 0.5), [1, 1], place)
    const dropPath = dropPathBy(factors)
    const expected = dropMask(SEED, 2 * 2 + 1, { count: 8, keep: 0.5 })
    expect(new Set(expected).size).toBe(2)
    const perImage = (values: ArrayLike<number>) =>
      Array.from(expected, (_, image) => new Set(Array.from(values).slice(image * 24, image * 24 + 24)))
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([8, 2, 4, 3])
      const drop = (images: tf.Tensor) => dropPath(1, images as tf.Tensor4D)
      expect(perImage(drop(x).dataSync())).toEqual(Array.from(expected, (value) => new Set([value])))
      const gradient = tf.grad((images: tf.Tensor) => drop(images))(x)
      expect(perImage(gradient.dataSync())).toEqual(Array.from(expected, (value) => new Set([value])))
    })
    tf.dispose([...factors])
  })
})

describe("a network with drop-path", () => {
  it("can drop every operation but none, and knows how deep each is", () => {
    const outer = { cells: 2, filters: 4, stemStride: 1 } as const
    const image = { height: 8, width: 8, channels: 1 }
    const { paths } = buildNasnetNetwork(EVERY_OPERATION, outer, image, 2)
    const dropped = ["normal", "reduction"] as const
    const [normal = 0, reduction = 0] = dropped.map(
      (cell) =>
        EVERY_OPERATION[cell]
          .flatMap(({ left, right }) => [left, right])
          .filter(({ operation }) => operation !== "none").length
    )
    expect(paths.length).toBe(6 * normal + 2 * reduction)
    expect([...new Set(paths)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((cell) => cell / 8))
  })

  for (const schedule of ["step", "depth", "both"] as const) {
    it(`by ${schedule} trains, and repeats itself to the last bit`, async () => {
      const trained = await trainFewSteps(LIGHT, config(schedule))
      expect(trained.losses.every(Number.isFinite)).toBe(true)
      expect(await trainFewSteps(LIGHT, config(schedule))).toEqual(trained)
      expect(await trainFewSteps(LIGHT, config(schedule, 0.9))).not.toEqual(trained)
      expect((await trainFewSteps(LIGHT, config(schedule), { seed: 2 })).losses).not.toEqual(trained.losses)
    })
  }

  it("that keeps all is the network without, to the last bit, and by step so is the first step", async () => {
    const plain = await trainFewSteps(LIGHT)
    for (const schedule of ["step", "depth", "both"] as const)
      expect(await trainFewSteps(LIGHT, config(schedule, 1))).toEqual(plain)
    const dropping = await trainFewSteps(LIGHT, config("step", 0.3))
    expect(dropping.losses[0]).toBe(plain.losses[0])
    expect(dropping.losses[1]).not.toBe(plain.losses[1])
    expect((await trainFewSteps(LIGHT, config("depth", 0.3))).losses[0]).not.toBe(plain.losses[0])
  })

  it("leaves no tensor behind", async () => {
    await trainFewSteps(LIGHT, config("both"))
    const before = tf.memory().numTensors
    await trainFewSteps(LIGHT, config("both"))
    expect(tf.memory().numTensors).toBe(before)
  })
})
