/**
 * The counter and the network that is built agree: in parameters exactly, and in multiply-adds with what is seen of the
 * convolutions and matrix products that TensorFlow.js really computes.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import type { Count } from "../../../src/spaces/nasnet/count-layers.ts"
import { countNetwork } from "../../../src/spaces/nasnet/count-network.ts"
import type { NasnetGenome } from "../../../src/spaces/nasnet/genome.ts"
import { PUBLISHED_GENOTYPES } from "../../../src/spaces/nasnet/genotypes/published.ts"
import { makeNasnetSpace } from "../../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANT_NAMES } from "../../../src/spaces/nasnet/variants.ts"
import { startBackend } from "../../../src/trainers/tfjs/backend.ts"
import { buildNasnetNetwork } from "../../../src/trainers/tfjs/networks/nasnet-network.ts"
import { countParameters, initialValues, unflatten } from "../../../src/trainers/tfjs/networks/parameters.ts"

const SEED = 7330
const IMAGES = [
  { height: 28, width: 28, channels: 1 },
  { height: 32, width: 32, channels: 3 },
  { height: 9, width: 14, channels: 2 }
]

interface Setting {
  readonly genome: NasnetGenome
  readonly outer: { readonly cells: number; readonly filters: number; readonly stemStride: 1 | 2 }
  readonly image: { readonly height: number; readonly width: number; readonly channels: number }
  readonly classes: number
}

const counted = ({ genome, outer, image, classes }: Setting): Count =>
  countNetwork({ genome, outer, stem: { kind: "small", stride: outer.stemStride }, image, classes })

const settings = (genome: NasnetGenome, index: number): Setting => {
  const stream = randomStream(SEED, "setting", index)
  return {
    genome,
    outer: {
      cells: 1 + stream.below(3),
      filters: 2 * (1 + stream.below(9)),
      stemStride: stream.below(2) === 0 ? 1 : 2
    },
    image: IMAGES[stream.below(IMAGES.length)] ?? { height: 8, width: 8, channels: 1 },
    classes: 2 + stream.below(20)
  }
}

const randomGenomes = (variant: string, count: number): NasnetGenome[] => {
  const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant }))
  return Array.from({ length: count }, (_, index) => space.random(randomStream(SEED, variant, index)))
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** The factorised reduction is computed as one 2x2 convolution three quarters of whose filter are zeros. */
const usedShare = (filter: readonly number[]): number => (filter[0] === 2 && filter[1] === 2 ? 1 / 4 : 1)

interface Kernel {
  readonly name: string
  readonly inputShapes: readonly number[][]
  readonly outputShapes: readonly number[][]
}

const multiplyAdds = ({ name: full, inputShapes, outputShapes }: Kernel): number => {
  // The ReLU before is not counted.
  const name = full.replace(/^Rectified/, "").replace(/^DepthwiseConv2D$/, "DepthwiseConv2dNative")
  const second = inputShapes[1] ?? []
  const output = outputShapes[0] ?? []
  if (name === "Conv2D") return product(output.slice(0, 3)) * product(second) * usedShare(second)
  if (name === "DepthwiseConv2dNative") return product(output.slice(0, 3)) * product(second)
  if (name === "BatchMatMul" || name === "_FusedMatMul") return product(output) * (second.at(-2) ?? 0)
  return 0
}

/** Of one image, through the network. */
const observed = async ({ genome, outer, image, classes }: Setting): Promise<number> => {
  const network = buildNasnetNetwork(genome, outer, image, classes)
  const profile = await tf.profile(() =>
    tf.tidy(() => {
      const shapes = network.parameters.map(({ shape }) => shape)
      const parameters = unflatten(tf.tensor1d(initialValues(network.parameters, 1)), shapes)
      const images = tf.ones<tf.Rank.R4>([1, image.height, image.width, image.channels])
      return network.forward(images, { parameters, normalise: (_, x) => x })
    })
  )
  tf.dispose(profile.result)
  const kernels = profile.kernels as unknown as Kernel[]
  return kernels.reduce((sum, kernel) => sum + multiplyAdds(kernel), 0)
}

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe(`the counter and the network, seed ${SEED}`, () => {
  for (const variant of NASNET_VARIANT_NAMES) {
    it(`have the same parameters for 60 random genomes of ${variant}, of all sizes, strides and images`, () => {
      for (const [index, genome] of randomGenomes(variant, 60).entries()) {
        const setting = settings(genome, index)
        const { parameters } = buildNasnetNetwork(genome, setting.outer, setting.image, setting.classes)
        expect(counted(setting).parameters, JSON.stringify(setting)).toBe(countParameters(parameters))
      }
    })

    it(`have the same multiply-adds for 2 random genomes of ${variant}`, async () => {
      for (const [index, genome] of randomGenomes(variant, 2).entries()) {
        const setting = settings(genome, 100 + index)
        expect(await observed(setting), JSON.stringify(setting)).toBe(counted(setting).flops)
      }
    })
  }

  it("agree on the published cells, which concatenate what they read as well", async () => {
    for (const { genome } of PUBLISHED_GENOTYPES) {
      for (const stemStride of [1, 2] as const) {
        const outer = { cells: 1, filters: 8, stemStride }
        const setting = { genome, outer, image: { height: 28, width: 28, channels: 1 }, classes: 10 }
        const { parameters } = buildNasnetNetwork(genome, outer, setting.image, setting.classes)
        expect(counted(setting)).toEqual({
          parameters: countParameters(parameters),
          flops: await observed(setting)
        })
      }
    }
  })
})
