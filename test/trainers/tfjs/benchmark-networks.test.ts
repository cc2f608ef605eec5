/**
 * The networks that the benchmarks' genomes become: at the benchmarks' own sizes they have the recorded numbers of
 * parameters, they compute for images of any size, and one step of training gives every parameter a new value.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { nasBench201Table } from "../../../src/datasets/nas-bench-201.ts"
import { nasBenchMacroTable } from "../../../src/datasets/nas-bench-macro.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"
import type { Genome } from "../../../src/domain/space.ts"
import { cellCost } from "../../../src/spaces/nas-bench-101/cell-cost.ts"
import { packGenome } from "../../../src/spaces/nas-bench-101/genome.ts"
import { prune } from "../../../src/spaces/nas-bench-101/pruning.ts"
import { nasBenchMacroCost } from "../../../src/spaces/nas-bench-macro-cost.ts"
import { makeSpace, spaceConfig } from "../../../src/spaces/registry.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { tfjsConfigSchema } from "../../../src/trainers/tfjs/config.ts"
import type { Network } from "../../../src/trainers/tfjs/networks/network-builder.ts"
import { countParameters, initialValues, unflatten } from "../../../src/trainers/tfjs/networks/parameters.ts"
import { type BoundedSpace, buildNetwork } from "../../../src/trainers/tfjs/trainable-space.ts"
import { makeLearner } from "../../../src/trainers/tfjs/training/learner.ts"
import { observedMultiplyAdds } from "./observed-multiply-adds.ts"

const CIFAR = { height: 32, width: 32, channels: 3 }
const KINDS = ["nas-bench-101", "nas-bench-201", "nas-bench-macro"] as const
/** The sizes with which the benchmarks were recorded. */
const RECORDED = {
  "nas-bench-101": { cells: 3, filters: 128 },
  "nas-bench-201": { cells: 5, filters: 16 },
  "nas-bench-macro": { filters: 32 }
} as const

/** Networks of which parts, or all, cannot count, and one whose wider vertex is cut where it is added. */
const DEAD: Readonly<Record<Kind, readonly Genome[]>> = {
  "nas-bench-101": ["000001000000000000000:00000", "110000010010001001000:00000"],
  "nas-bench-201": ["000000", "300000", "033000"],
  "nas-bench-macro": ["00000000"]
}

type Kind = (typeof KINDS)[number]

const trainable = (kind: Kind, size: object = {}): BoundedSpace => {
  const config = spaceConfig.parse({ kind, ...size })
  switch (config.kind) {
    case "nas-bench-101":
    case "nas-bench-201":
    case "nas-bench-macro":
      return config
    default:
      throw new Error(`${kind} is no benchmark`)
  }
}

const networkOf = (space: BoundedSpace, genome: Genome, image = CIFAR): Network => {
  const built = buildNetwork(space, genome, { image, classes: 10, hasAuxiliaryHead: false })
  if (typeof built === "string") throw new Error(built)
  return built.network
}

const recordedParameters: Readonly<Record<Kind, (genome: string) => number | undefined>> = {
  "nas-bench-101": (genome) => cellCost(prune(packGenome(genome))!).parameters,
  "nas-bench-201": (genome) => nasBench201Table("cifar10")(genome)?.parameters,
  "nas-bench-macro": (genome) => nasBenchMacroTable()(genome)?.parameters
}

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe.each(KINDS)("a network of %s", (kind) => {
  const genomes = (count: number): string[] =>
    Array.from({ length: count }, (_, index) =>
      String(makeSpace(trainable(kind)).random(randomStream(141, "random", index)))
    )

  it("has the recorded number of parameters at the benchmark's size, seed 141", () => {
    for (const genome of genomes(60)) {
      const counted = countParameters(networkOf(trainable(kind, RECORDED[kind]), genome).parameters)
      // NAS-Bench-201's are recorded to six significant digits.
      expect(counted.toPrecision(6), genome).toBe(recordedParameters[kind](genome)?.toPrecision(6))
      const recorded = kind === "nas-bench-macro" ? nasBenchMacroTable()(genome)?.flops : undefined
      if (recorded !== undefined)
        expect(nasBenchMacroCost(genome, { filters: 32, image: CIFAR, classes: 10 }).flops).toBe(recorded)
    }
  })

  it("is counted as it is built, at any size: parameters, and the multiply-adds that are seen, seed 141", async () => {
    const images = [
      { height: 32, width: 32, channels: 3 },
      { height: 9, width: 14, channels: 2 }
    ]

    for (const [index, genome] of [...genomes(6), ...DEAD[kind]].entries()) {
      const image = images[index % 2] ?? CIFAR
      const space = trainable(kind, index % 3 === 0 ? {} : { ...RECORDED[kind], filters: 10 })
      const built = buildNetwork(space, genome, { image, classes: 10, hasAuxiliaryHead: false })
      if (typeof built === "string") throw new Error(built)
      expect(built.size, String(genome)).toEqual({
        parameters: countParameters(built.network.parameters),
        flops: await observedMultiplyAdds(built.network, image)
      })
    }
  })

  it("gives logits for any image size and leaves no tensor behind, seed 141", () => {
    const before = tf.memory().numTensors
    for (const genome of genomes(4)) {
      for (const [height, width] of [
        [8, 8],
        [7, 9]
      ] as const) {
        const image = { height, width, channels: 1 }
        const network = networkOf(trainable(kind), genome, image)
        const shape = tf.tidy(() => {
          const parameters = unflatten(
            tf.tensor1d(initialValues(network.parameters, 1)),
            network.parameters.map((specification) => specification.shape)
          )
          return network.forward(tf.ones([2, height, width, 1]), { parameters, normalise: (_, x) => x }).shape
        })
        expect(shape).toEqual([2, 10])
      }
    }
    expect(tf.memory().numTensors).toBe(before)
  })

  it("can be trained by a step, as can its mutant, whatever is dead in it, seed 142", async () => {
    const { operators, random } = makeSpace(trainable(kind))
    const before = tf.memory().numTensors
    const images = tf.randomNormal<tf.Rank.R4>([4, 8, 8, 1], 0, 1, "float32", 142)
    const labels = tf.tensor2d(
      [0, 1, 2, 3].flatMap((label) => new Array<number>(10).fill(0).with(label, 1)),
      [4, 10]
    )
    for (const [index, genome] of [...DEAD[kind], random(randomStream(142, "random", 0))].entries()) {
      const mutant = Object.values(operators)[0]!(genome, randomStream(142, "mutate", index))!.genome
      for (const trained of [genome, mutant]) {
        const network = networkOf(trainable(kind), trained, { height: 8, width: 8, channels: 1 })
        const learner = makeLearner(network, tfjsConfigSchema.parse({ kind: "tfjs", weightDecay: 0 }), 1)
        const losses = [
          await learner.step({ images, labels }, { step: 0, steps: 2, learningRate: 0.1 }),
          await learner.step({ images, labels }, { step: 1, steps: 2, learningRate: 0.1 })
        ]
        learner.dispose()
        expect(
          losses.every((loss) => loss > 0 && loss < 10),
          String(trained)
        ).toBe(true)
        expect(losses[1], String(trained)).not.toBe(losses[0])
      }
    }
    tf.dispose([images, labels])
    expect(tf.memory().numTensors).toBe(before)
  })

  it("says what is no genome", () => {
    for (const genome of ["", "x", 5, null, `${genomes(1)[0]}0`])
      expect(
        buildNetwork(trainable(kind), genome, { image: CIFAR, classes: 10, hasAuxiliaryHead: false })
      ).toMatch(new RegExp(`^${kind} \\(it is no `))
  })
})
