/** Training steps through the product's own learner, on one of its backends or on one that is already set. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { randomStream } from "../../src/domain/random-stream.ts"
import { startBackend } from "../../src/trainers/tfjs/backends/start-backend.ts"
import type { BackendChoice } from "../../src/trainers/tfjs/config.ts"
import { makeLearner } from "../../src/trainers/tfjs/training/learner.ts"
import { buildBenchNetwork, CLASSES, IMAGE, type NetworkName } from "./networks.ts"

const SEED = 1

const drawBatch = (count: number) => {
  const stream = randomStream(SEED, "bench images", 0)
  const { height, width, channels } = IMAGE
  const pixels = Float32Array.from({ length: count * height * width * channels }, () => stream.unit())
  const labels = Float32Array.from({ length: count * CLASSES }, (_, index) =>
    index % CLASSES === Math.floor(index / CLASSES) % CLASSES ? 1 : 0
  )
  return {
    images: tf.tensor4d(pixels, [count, height, width, channels]),
    labels: tf.tensor2d(labels, [count, CLASSES])
  }
}

/** Gives a function that does one step. */
export const learnerSteps = async (
  backend: BackendChoice | "started",
  network: NetworkName,
  batchSize: number
): Promise<() => Promise<void>> => {
  if (backend !== "started") await Effect.runPromise(startBackend(backend))
  const learner = makeLearner(
    buildBenchNetwork(network),
    {
      optimiser: "momentum",
      momentum: 0.9,
      rmspropDecay: 0.9,
      rmspropEpsilon: 1,
      weightDecay: 0,
      gradientClip: 0,
      gradientClipValue: 0,
      labelSmoothing: 0,
      auxiliaryWeight: 0,
      dropPathKeep: 1,
      dropPathSchedule: "step"
    },
    SEED
  )
  const batch = drawBatch(batchSize)
  return async () => {
    await learner.step(batch, { learningRate: 0.02, step: 0, steps: 1 })
  }
}
