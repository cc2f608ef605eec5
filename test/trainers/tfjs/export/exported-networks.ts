/** Small networks of every space, trained for a step so that their statistics are not those of a beginning. */
import * as tf from "@tensorflow/tfjs-core"
import { randomStream } from "../../../../src/domain/random-stream.ts"
import { inferShapes } from "../../../../src/spaces/dna/shapes.ts"
import { makeSpace, spaceConfig } from "../../../../src/spaces/registry.ts"
import { tfjsConfigSchema } from "../../../../src/trainers/tfjs/config.ts"
import { buildDnaNetwork } from "../../../../src/trainers/tfjs/networks/dna-network.ts"
import type { Network } from "../../../../src/trainers/tfjs/networks/network-builder.ts"
import { buildNetwork } from "../../../../src/trainers/tfjs/trainable-space.ts"
import { type Learner, makeLearner } from "../../../../src/trainers/tfjs/training/learner.ts"
import { mutationChain } from "../../../spaces/dna/dna-fixtures.ts"

export const CLASSES = 4
const BATCH = 4

export interface Subject {
  readonly name: string
  readonly network: Network
  /** As the network gets it. */
  readonly image: { readonly height: number; readonly width: number; readonly channels: number }
}

const bounded = (
  name: string,
  config: object,
  seed: number,
  image = { height: 11, width: 9, channels: 1 }
): Subject => {
  const space = spaceConfig.parse(config)
  if (space.kind !== "nasnet" && !space.kind.startsWith("nas-bench")) throw new Error("not a bounded space")
  const genome = makeSpace(space).random(randomStream(seed, "genome", 0))
  const built = buildNetwork(space as Parameters<typeof buildNetwork>[0], genome, {
    image,
    classes: CLASSES,
    hasAuxiliaryHead: false
  })
  if (typeof built === "string") throw new Error(built)
  return { name: `${name}, seed ${seed}`, network: built.network, image }
}

const dna = (length: number): Subject => {
  const image = { height: 8, width: 8, channels: 3 }
  const genome = mutationChain(91, 0, length).at(-1)!.child
  return {
    name: `dna after ${length} mutations`,
    network: buildDnaNetwork(genome, inferShapes(genome, image), CLASSES),
    image
  }
}

/** One of each kind of network, and of each way in which images enter. */
export const fewSubjects = (): readonly Subject[] => [
  bounded("nasnet of patches", { kind: "nasnet", variant: "SP-I", cells: 1, filters: 4 }, 8, {
    height: 6,
    width: 5,
    channels: 4
  }),
  bounded("nas-bench-201", { kind: "nas-bench-201", cells: 1, filters: 8 }, 5),
  dna(60)
]

const SEEDS = [1, 2, 3, 4]

export const manySubjects = (): readonly Subject[] => [
  ...SEEDS.flatMap((seed) => [
    ...(["SP-I", "SP-II", "SP-III"] as const).map((variant) =>
      bounded(`nasnet ${variant}`, { kind: "nasnet", variant, cells: 1, filters: 4 }, seed)
    ),
    bounded(
      "nasnet with a stem of stride 2",
      { kind: "nasnet", variant: "SP-I", filters: 6, stemStride: 2 },
      seed
    ),
    bounded("nas-bench-101", { kind: "nas-bench-101", cells: 1, filters: 8 }, seed),
    bounded("nas-bench-201", { kind: "nas-bench-201", cells: 1, filters: 8 }, seed),
    bounded("nas-bench-macro", { kind: "nas-bench-macro", filters: 8 }, seed)
  ]),
  ...[10, 20, 40, 80, 120, 160].map(dna)
]

export const trainedLearner = async ({ network, image }: Subject): Promise<Learner> => {
  const { height, width, channels } = image
  const learner = makeLearner(network, tfjsConfigSchema.parse({ kind: "tfjs" }), 7)
  const stream = randomStream(71, "images", 0)
  const pixels = Float32Array.from({ length: BATCH * height * width * channels }, () => stream.unit())
  const labels = Array.from({ length: BATCH }, (_, label) =>
    new Array<number>(CLASSES).fill(0).with(label % CLASSES, 1)
  )
  const batch = {
    images: tf.tensor4d(pixels, [BATCH, height, width, channels]),
    labels: tf.tensor2d(labels)
  }
  await learner.step(batch, { step: 0, steps: 2, learningRate: 0.05 })
  tf.dispose([batch.images, batch.labels])
  return learner
}

/** Whole numbers from 0 to 255. */
export const drawPixels = (
  count: number,
  { height, width, channels }: Subject["image"],
  seed: number
): Float32Array => {
  const stream = randomStream(seed, "pixels", 0)
  return Float32Array.from({ length: count * height * width * channels }, () => stream.below(256))
}
