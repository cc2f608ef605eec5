/** Batches of random images, and settings, for tests of learners. */
import * as tf from "@tensorflow/tfjs-core"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { tfjsConfigSchema } from "../../../src/trainers/tfjs/config.ts"
import type { ImageBatch } from "../../../src/trainers/tfjs/training/image-batch.ts"

export const SIDE = 10
const IMAGES = 12
const CLASSES = 4

export const TRAINING = tfjsConfigSchema.parse({ kind: "tfjs", weightDecay: 1e-4 })

/** Colour images of noise; to be disposed of. */
export const randomBatch = (seed: number, index: number): ImageBatch => {
  const stream = randomStream(seed, "batch", index)
  const pixels = Float32Array.from({ length: IMAGES * SIDE * SIDE * 3 }, () => stream.unit())
  const labels = new Float32Array(IMAGES * CLASSES)
  for (let image = 0; image < IMAGES; image++) labels[image * CLASSES + stream.below(CLASSES)] = 1
  return {
    images: tf.tensor4d(pixels, [IMAGES, SIDE, SIDE, 3]),
    labels: tf.tensor2d(labels, [IMAGES, CLASSES])
  }
}
