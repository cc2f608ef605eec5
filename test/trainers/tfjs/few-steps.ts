/** A few optimiser steps of a small network on images that are drawn, and what it then says of them, to the last bit. */
import * as tf from "@tensorflow/tfjs-core"
import { randomStream } from "../../../src/domain/random-stream.ts"
import type { NasnetGenome } from "../../../src/spaces/nasnet/genome.ts"
import { tfjsConfigSchema } from "../../../src/trainers/tfjs/config.ts"
import { buildNasnetNetwork } from "../../../src/trainers/tfjs/networks/nasnet-network.ts"
import type { ImageBatch } from "../../../src/trainers/tfjs/training/image-batch.ts"
import { type LearnerConfig, makeLearner } from "../../../src/trainers/tfjs/training/learner.ts"

export const IMAGES = { count: 6, height: 12, width: 12, channels: 1 }
export const CLASSES = 3
const STEPS = 3

const PLAIN: LearnerConfig = tfjsConfigSchema.parse({ kind: "tfjs" })

export interface Trained {
  readonly losses: readonly number[]
  readonly logits: readonly number[]
}

const drawBatch = (): ImageBatch => {
  const { count, height, width, channels } = IMAGES
  const stream = randomStream(7340, "images", 0)
  const pixels = Float32Array.from({ length: count * height * width * channels }, () => stream.unit())
  const labels = Array.from({ length: count }, (_, image) =>
    Array.from({ length: CLASSES }, (_unused, label) => (image % CLASSES === label ? 1 : 0))
  )
  return {
    images: tf.tensor4d(pixels, [count, height, width, channels]),
    labels: tf.tensor2d(labels)
  }
}

export const trainFewSteps = async (
  genome: NasnetGenome,
  changes: Partial<LearnerConfig> = {},
  { seed = 1, steps = STEPS, filters = 4 } = {}
): Promise<Trained> => {
  const config = { ...PLAIN, ...changes }
  const outer = { cells: 1, filters, stemStride: 1, hasAuxiliaryHead: config.auxiliaryWeight > 0 } as const
  const network = buildNasnetNetwork(genome, outer, IMAGES, CLASSES)
  const learner = makeLearner(network, config, seed)
  const batch = drawBatch()
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    losses.push(await learner.step(batch, { learningRate: 0.05, step, steps }))
  }
  const logits = [...tf.tidy(() => learner.predict(batch.images).dataSync())]
  learner.dispose()
  tf.dispose([batch.images, batch.labels])
  return { losses, logits }
}

/** Whether one step gives numbers; NaN and infinities do not count. */
export const trainsOneStep = async (genome: NasnetGenome, filters = 4): Promise<boolean> => {
  const { losses, logits } = await trainFewSteps(genome, {}, { steps: 1, filters })
  return [...losses, ...logits].every(Number.isFinite)
}
