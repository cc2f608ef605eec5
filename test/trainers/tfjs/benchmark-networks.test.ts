/**
 * The networks that the benchmarks' genomes become: at the benchmarks' own sizes they have the recorded numbers of
 * parameters, they compute for images of any size, and small ones learn.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { nasBench201Table } from "../../../src/datasets/nas-bench-201.ts"
import { nasBenchMacroTable } from "../../../src/datasets/nas-bench-macro.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"
import type { Genome } from "../../../src/domain/space.ts"
import { cellCost } from "../../../src/spaces/nas-bench-101/cell-cost.ts"
import { packGenome } from "../../../src/spaces/nas-bench-101/genome.ts"
import { prune } from "../../../src/spaces/nas-bench-101/pruning.ts"
import { makeSpace, spaceConfig } from "../../../src/spaces/registry.ts"
import { startBackend } from "../../../src/trainers/tfjs/backend.ts"
import { tfjsConfigSchema } from "../../../src/trainers/tfjs/config.ts"
import { makeTfjsEvaluator } from "../../../src/trainers/tfjs/evaluator.ts"
import type { Network } from "../../../src/trainers/tfjs/network-builder.ts"
import { countParameters, initialValues, unflatten } from "../../../src/trainers/tfjs/parameters.ts"
import { buildNetwork, type TrainableSpace } from "../../../src/trainers/tfjs/trainable-space.ts"
import { temporaryFolder } from "../../datasets/idx-fixtures.ts"
import { INCEPTION } from "../../spaces/nas-bench-101/inception.ts"
import { writeStripedImages } from "./striped-images.ts"

const CIFAR = { height: 32, width: 32, channels: 3 }
const KINDS = ["nas-bench-101", "nas-bench-201", "nas-bench-macro"] as const
/** The sizes with which the benchmarks were recorded. */
const RECORDED = {
  "nas-bench-101": { cells: 3, filters: 128 },
  "nas-bench-201": { cells: 5, filters: 16 },
  "nas-bench-macro": { filters: 32 }
} as const

type Kind = (typeof KINDS)[number]

const trainable = (kind: Kind, size: object = {}): TrainableSpace => {
  const config = spaceConfig.parse({ kind, ...size })
  if (config.kind === "bits") throw new Error("bits are not trained")
  return config
}

const networkOf = (space: TrainableSpace, genome: Genome, image = CIFAR): Network => {
  const built = buildNetwork(space, genome, image, 10)
  if (typeof built === "string") throw new Error(built)
  return built
}

const recordedParameters: Readonly<Record<Kind, (genome: string) => number | undefined>> = {
  "nas-bench-101": (genome) => cellCost(prune(packGenome(genome))!).parameters,
  "nas-bench-201": (genome) => nasBench201Table("cifar10")(genome)?.parameters,
  "nas-bench-macro": (genome) => nasBenchMacroTable()(genome)?.parameters
}

const folder = temporaryFolder()
afterAll(folder.remove)
beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe.each(KINDS)("a network of %s", (kind) => {
  const genomes = (count: number): string[] =>
    Array.from({ length: count }, (_, index) =>
      String(makeSpace(trainable(kind)).random(randomStream(141, "random", index)))
    )

  it("has the recorded number of parameters at the benchmark's size, seed 141", () => {
    for (const genome of genomes(200)) {
      const counted = countParameters(networkOf(trainable(kind, RECORDED[kind]), genome).parameters)
      // NAS-Bench-201's are recorded to six significant digits.
      expect(counted.toPrecision(6), genome).toBe(recordedParameters[kind](genome)?.toPrecision(6))
    }
  })

  it("gives logits for any image size and leaves no tensor behind, seed 141", () => {
    const before = tf.memory().numTensors
    for (const genome of genomes(12)) {
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

  it("says what is no genome", () => {
    for (const genome of ["", "x", 5, null, `${genomes(1)[0]}0`])
      expect(buildNetwork(trainable(kind), genome, CIFAR, 10)).toMatch(new RegExp(`^${kind} \\(it is no `))
  })
})

describe("training", () => {
  const train = writeStripedImages(folder, "train", 400, 1)
  const heldOut = writeStripedImages(folder, "test", 100, 2)
  const config = tfjsConfigSchema.parse({
    kind: "tfjs",
    dataset: {
      format: "idx",
      trainImages: train.images,
      trainLabels: train.labels,
      testImages: heldOut.images,
      testLabels: heldOut.labels
    },
    examples: 300,
    validationExamples: 100,
    epochs: 3,
    batchSize: 20
  })

  it.each([
    ["nas-bench-101", INCEPTION],
    // Three vertices share eight channels, so that the widest is cut where it is added.
    ["nas-bench-101", "110000001010001000001:00000"],
    ["nas-bench-201", "333333"],
    ["nas-bench-macro", "12012012"]
  ] as const)(
    "of %s %s learns far more than the chance of 0.25, and so does a mutant, seed 1",
    async (kind, genome) => {
      const space = trainable(kind)
      const [operator] = Object.values(makeSpace(space).operators)
      const mutant = operator!(genome, randomStream(1, "mutate", 0))!.genome
      const evaluator = await Effect.runPromise(makeTfjsEvaluator(config, space))
      for (const trained of [genome, mutant]) {
        const { fitness } = await Effect.runPromise(
          evaluator.evaluate({ individual: 0, genome: trained, seed: 1 }, () => Effect.void)
        )
        expect(fitness, String(trained)).toBeGreaterThan(0.6)
      }
    }
  )
})
