/** How fast a network trains on the backend of this process: some steps on images that are drawn, timed one by one. */
import * as tf from "@tensorflow/tfjs-core"
import type { ImageShape } from "../../../datasets/labelled-images.ts"
import { randomStream } from "../../../domain/random-stream.ts"
import type { Network } from "../networks/network-builder.ts"
import type { ImageBatch } from "../training/image-batch.ts"
import { type LearnerConfig, makeLearner } from "../training/learner.ts"

const SEED = 1
/** Small, so that a network does not diverge on images without meaning. */
const LEARNING_RATE = 0.001
/** Not timed: a backend prepares in its first steps what later ones use again (shaders, packed weights, a compiled graph). */
const WARM_UP_STEPS = 3
const STEPS_MIN = 3
const MEASURED_MS = 800
/** Fewer steps than the least are enough once they have taken so long. */
const PATIENCE_MS = 3000

export interface MeasuredNetwork {
  readonly network: Network
  readonly image: ImageShape
  readonly classes: number
  readonly batchSize: number
  readonly config: LearnerConfig
}

export interface Speed {
  /** By the median step. */
  readonly imagesPerSecond: number
  /** In milliseconds. */
  readonly firstStepMs: number
  readonly steps: number
}

const drawBatch = ({ image, classes, batchSize }: MeasuredNetwork): ImageBatch => {
  const { height, width, channels } = image
  const stream = randomStream(SEED, "trial-images", 0)
  const pixels = Float32Array.from({ length: batchSize * height * width * channels }, () => stream.unit())
  const labels = new Float32Array(batchSize * classes)
  for (let index = 0; index < batchSize; index++) labels[index * classes + stream.below(classes)] = 1
  return {
    images: tf.tensor4d(pixels, [batchSize, height, width, channels]),
    labels: tf.tensor2d(labels, [batchSize, classes])
  }
}

/** The middle one, the upper of two. */
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const timeStep = async (step: () => Promise<number>): Promise<number> => {
  const startMs = performance.now()
  await step()
  return performance.now() - startMs
}

/** Takes about a second, and where steps are slow some seconds. */
export const measureSteps = async (measured: MeasuredNetwork): Promise<Speed> => {
  const learner = makeLearner(measured.network, measured.config, SEED)
  const batch = drawBatch(measured)
  const plan = { learningRate: LEARNING_RATE, step: 0, steps: 1 }
  const step = (): Promise<number> => learner.step(batch, plan)
  try {
    const firstStepMs = await timeStep(step)
    for (let number = 1; number < WARM_UP_STEPS; number++) await step()
    const times: number[] = []
    let spentMs = 0
    while (spentMs < (times.length < STEPS_MIN ? PATIENCE_MS : MEASURED_MS)) {
      const stepMs = await timeStep(step)
      times.push(stepMs)
      spentMs += stepMs
    }
    return { imagesPerSecond: (1000 * measured.batchSize) / median(times), firstStepMs, steps: times.length }
  } finally {
    learner.dispose()
    tf.dispose([batch.images, batch.labels])
  }
}
