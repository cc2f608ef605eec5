/**
 * Trains AmoebaNet-A's cells for some steps: `training-steps.ts BACKEND STEPS`. Answers with a line of JSON: the loss
 * of each step, the parameters after the last, and tensors and memory on the way.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { randomStream } from "../../src/domain/random-stream.ts"
import { PUBLISHED_GENOTYPES } from "../../src/spaces/nasnet/genotypes/published.ts"
import { startBackend } from "../../src/trainers/tfjs/backends/start-backend.ts"
import type { BackendChoice } from "../../src/trainers/tfjs/config.ts"
import { buildNasnetNetwork } from "../../src/trainers/tfjs/networks/nasnet-network.ts"
import { makeLearner } from "../../src/trainers/tfjs/training/learner.ts"

const IMAGE = { height: 16, width: 16, channels: 1 }
const CLASSES = 10
const BATCH = 16
const SEED = 7
const LOOK_EVERY = 250

const [, , backend = "", steps = "1"] = process.argv
const { device } = await Effect.runPromise(startBackend(backend as BackendChoice))
const published = PUBLISHED_GENOTYPES.find(({ name }) => name === "AmoebaNet-A")
if (published === undefined) throw new Error("AmoebaNet-A is not among the published genotypes")
const network = buildNasnetNetwork(published.genome, { cells: 1, filters: 8, stemStride: 1 }, IMAGE, CLASSES)
const learner = makeLearner(
  network,
  {
    optimiser: "momentum",
    momentum: 0.9,
    rmspropDecay: 0.9,
    rmspropEpsilon: 1,
    weightDecay: 0.0005,
    gradientClip: 5,
    gradientClipValue: 0,
    labelSmoothing: 0,
    auxiliaryWeight: 0,
    dropPathKeep: 1,
    dropPathSchedule: "step"
  },
  SEED
)
const stream = randomStream(SEED, "images", 0)
const pixels = Float32Array.from({ length: BATCH * IMAGE.height * IMAGE.width }, () => stream.unit())
const labels = Float32Array.from({ length: BATCH * CLASSES }, (_, index) =>
  index % CLASSES === Math.floor(index / CLASSES) % CLASSES ? 1 : 0
)
const batch = {
  images: tf.tensor4d(pixels, [BATCH, IMAGE.height, IMAGE.width, 1]),
  labels: tf.tensor2d(labels, [BATCH, CLASSES])
}
const losses: number[] = []
const memory: { readonly step: number; readonly tensors: number; readonly megabytes: number }[] = []
for (let step = 1; step <= Number(steps); step++) {
  losses.push(await learner.step(batch, { learningRate: 0.05 / Math.sqrt(step), step, steps: Number(steps) }))
  if (step % LOOK_EVERY === 0)
    memory.push({ step, tensors: tf.memory().numTensors, megabytes: process.memoryUsage().rss / 1e6 })
}
const parameters = Object.fromEntries(
  [...(await learner.weights())].map(([name, { values }]) => [name, [...values]])
)
process.stdout.write(`${JSON.stringify({ device, losses, parameters, memory })}\n`, () => process.exit(0))
