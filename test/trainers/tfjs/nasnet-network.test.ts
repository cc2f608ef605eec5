/**
 * The networks that genomes become. Parameter counts are checked against networks whose published sizes are
 * known (2.6M, 3.2M and 3.3M with the authors' own lists of concatenated states), and for the same cells with
 * "concatenate what is unused"; all by a counter that shares no code with this one.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { unusedStates } from "../../../src/spaces/nasnet/cell-output.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { buildNasnetNetwork } from "../../../src/trainers/tfjs/networks/nasnet-network.ts"
import type { Network } from "../../../src/trainers/tfjs/networks/network-builder.ts"
import { countParameters, initialValues, unflatten } from "../../../src/trainers/tfjs/networks/parameters.ts"
import { AMOEBANET_A, EVERY_OPERATION, LIGHT, NASNET_A, published } from "./nasnet-fixtures.ts"

const CIFAR = { height: 32, width: 32, channels: 3 }

const forward = (network: Network, images: tf.Tensor4D): number[] =>
  tf.tidy(() => {
    const flat = tf.tensor1d(initialValues(network.parameters, 1))
    const parameters = unflatten(
      flat,
      network.parameters.map(({ shape }) => shape)
    )
    return network.forward(images, { parameters, normalise: (_, x) => x }).shape
  })

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe("a NASNet network", () => {
  const sizes = [
    { name: "NASNet-A", genome: NASNET_A, cells: 6, filters: 32, parameters: 3_061_738 },
    { name: "AmoebaNet-A", genome: AMOEBANET_A, cells: 6, filters: 32, parameters: 2_251_402 },
    { name: "AmoebaNet-A", genome: AMOEBANET_A, cells: 6, filters: 36, parameters: 2_818_162 },
    {
      name: "published NASNet-A",
      genome: published("NASNet-A"),
      cells: 6,
      filters: 32,
      parameters: 3_328_234
    },
    {
      name: "published AmoebaNet-A",
      genome: published("AmoebaNet-A"),
      cells: 6,
      filters: 32,
      parameters: 2_558_858
    },
    {
      name: "published AmoebaNet-B",
      genome: published("AmoebaNet-B"),
      cells: 6,
      filters: 36,
      parameters: 2_826_082
    }
  ]
  for (const { name, genome, cells, filters, parameters } of sizes) {
    it(`of ${name} with N = ${cells} and F = ${filters} has ${parameters} parameters`, () => {
      const network = buildNasnetNetwork(genome, { cells, filters, stemStride: 1 }, CIFAR, 10)
      expect(countParameters(network.parameters)).toBe(parameters)
    })
  }

  it("gives logits for any image size, stem stride and every operation, and leaves no tensor behind", () => {
    const before = tf.memory().numTensors
    for (const [height, width] of [
      [8, 8],
      [7, 9],
      [5, 6]
    ] as const) {
      for (const stemStride of [1, 2] as const) {
        const shape = { height, width, channels: 1 }
        const network = buildNasnetNetwork(EVERY_OPERATION, { cells: 1, filters: 4, stemStride }, shape, 10)
        const images = tf.ones<tf.Rank.R4>([2, height, width, 1])
        expect(forward(network, images)).toEqual([2, 10])
        images.dispose()
      }
    }
    expect(tf.memory().numTensors).toBe(before)
  })

  it("concatenates what nothing reads", () => {
    expect(unusedStates(NASNET_A.normal)).toEqual([2, 3, 4, 5, 6])
    expect(unusedStates(AMOEBANET_A.normal)).toEqual([3, 4, 6])
    expect(unusedStates(EVERY_OPERATION.reduction)).toContain(0)
    expect(unusedStates(LIGHT.normal)).toEqual([6])
  })

  it("names each parameter once, and gives each a stream of its own", () => {
    const outer = { cells: 1, filters: 4, stemStride: 1 } as const
    const { parameters } = buildNasnetNetwork(
      EVERY_OPERATION,
      outer,
      { height: 8, width: 8, channels: 1 },
      10
    )
    expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length)
    const values = initialValues(parameters, 3)
    expect(initialValues(parameters, 3)).toEqual(values)
    expect(initialValues(parameters, 4)).not.toEqual(values)
    const [first] = parameters
    expect(initialValues(parameters.slice(0, 1), 3)).toEqual(values.subarray(0, 36 * 3))
    expect(first?.shape).toEqual([3, 3, 1, 12])
  })

  it("begins with weights of variance 2 / fanIn (seed 11, error probability 0.001)", () => {
    const { parameters } = buildNasnetNetwork(NASNET_A, { cells: 1, filters: 32, stemStride: 1 }, CIFAR, 10)
    const wide = parameters.findIndex(({ name }) => name === "cell1/state0/part0/filter")
    const offset = countParameters(parameters.slice(0, wide))
    const size = countParameters(parameters.slice(wide, wide + 1))
    const initial = parameters[wide]?.initial
    const fanIn = initial?.kind === "he" ? initial.fanIn : 0
    expect(fanIn).toBe(5 * 32)
    const values = initialValues(parameters, 11).subarray(offset, offset + size)
    const variance = values.reduce((sum, value) => sum + value * value, 0) / size
    expect(Math.abs((variance * fanIn) / 2 - 1)).toBeLessThan(3.29 * Math.sqrt(2 / size))
  })
})
