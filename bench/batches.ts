/**
 * What share of a training step goes into making its batch, on wasm, for small NASNet networks: the step holds the
 * thread, so a batch is made before it, in the same thread. In processor time of that thread, so that other work on the
 * machine does not count. Images are of noise: their content does not matter.
 */
import { dispose } from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { makeAugment } from "../src/datasets/augmentation.ts"
import type { ImageShape, LabelledImages } from "../src/datasets/labelled-images.ts"
import { pixelScale } from "../src/datasets/pixel-scale.ts"
import { randomStream } from "../src/domain/random-stream.ts"
import { nasnetConfigSchema } from "../src/spaces/nasnet/config.ts"
import { makeSpace } from "../src/spaces/registry.ts"
import { startBackend } from "../src/trainers/tfjs/backends/start-backend.ts"
import { tfjsConfigSchema } from "../src/trainers/tfjs/config.ts"
import { buildNetwork } from "../src/trainers/tfjs/trainable-space.ts"
import { makeBatch } from "../src/trainers/tfjs/training/image-batch.ts"
import { makeLearner } from "../src/trainers/tfjs/training/learner.ts"
import { report, round } from "./measure.ts"

const BATCH = 64
const IMAGES = 2048
const CLASSES = 10
const WARM_UP = 3
const BATCHES = 200
const STEPS = 12
const SHARE_MAX = 2

const noise = (shape: ImageShape): LabelledImages => {
  const stream = randomStream(1, "noise", 0)
  const size = IMAGES * shape.height * shape.width * shape.channels
  return {
    shape,
    count: IMAGES,
    pixels: Uint8Array.from({ length: size }, () => stream.below(256)),
    labels: Uint8Array.from({ length: IMAGES }, (_, index) => index % CLASSES)
  }
}

/** In milliseconds. */
const processorTime = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** How long one of so many takes, after some that do not count: their sum, since the clock ticks in milliseconds. */
const eachMs = async (count: number, work: (number: number) => Promise<unknown>): Promise<number> => {
  for (let number = 0; number < WARM_UP; number++) await work(number)
  const startMs = processorTime()
  for (let number = 0; number < count; number++) await work(number)
  return (processorTime() - startMs) / count
}

const measure = async (what: string, shape: ImageShape, augmentation: object, filters: number) => {
  const config = tfjsConfigSchema.parse({ kind: "tfjs", augmentation, normalisation: "standardised" })
  const plain = noise(shape)
  const images = { ...plain, scale: pixelScale(plain, config.normalisation) }
  const space = nasnetConfigSchema.parse({
    kind: "nasnet",
    variant: "SP-I",
    cells: 1,
    filters,
    stemStride: 2
  })
  const genome = makeSpace(space).random(randomStream(1, "random genome", 0))
  const sized = buildNetwork(space, genome, { image: shape, classes: CLASSES, hasAuxiliaryHead: false })
  if (typeof sized === "string") throw new Error(sized)
  const learner = makeLearner(sized.network, config, 1)
  const augment = makeAugment(config.augmentation, images, 1, 1)
  const make = (step: number) => {
    const indexes = Uint32Array.from({ length: BATCH }, (_, index) => (step * BATCH + index) % IMAGES)
    return makeBatch(images, indexes, CLASSES, augment && { augment, epoch: step })
  }
  const batchMs = await eachMs(BATCHES, async (number) => {
    const batch = make(number)
    dispose([batch.images, batch.labels])
  })
  const batch = make(0)
  const plan = { learningRate: 0.001, step: 0, steps: STEPS }
  const stepMs = await eachMs(STEPS, () => learner.step(batch, plan))
  dispose([batch.images, batch.labels])
  learner.dispose()
  const share = (100 * batchMs) / (batchMs + stepMs)
  report({
    bench: `batches, ${what}, F = ${filters}`,
    value: round(share, 2),
    unit: "% of a step",
    target: `at most ${SHARE_MAX}`,
    met: share <= SHARE_MAX,
    details: { batchMs: round(batchMs, 3), stepMs: round(stepMs, 1) }
  })
}

await Effect.runPromise(startBackend("wasm"))
const MNIST = { height: 28, width: 28, channels: 1 }
const CIFAR = { height: 32, width: 32, channels: 3 }
await measure("MNIST", MNIST, {}, 8)
await measure("MNIST with crops", MNIST, { crop: 2 }, 8)
await measure("CIFAR", CIFAR, {}, 8)
await measure("CIFAR with crops, flips and cutout", CIFAR, { crop: 4, flip: true, cutout: 8 }, 8)
