/** A process that trains a network for a few steps and prints what came of it: node train-on.ts BACKEND NETWORK. */
import { createHash } from "node:crypto"
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import * as z from "zod"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { tfjsConfigSchema } from "../../../src/trainers/tfjs/config.ts"
import { makeLearner } from "../../../src/trainers/tfjs/training/learner.ts"
import { TRIAL_NETWORKS } from "../../../src/trainers/tfjs/trial/trial-networks.ts"

const STEPS = 4
const BATCH = 4
const IMAGE = { height: 12, width: 12, channels: 1 }
const CLASSES = 4

const [backend, network] = z
  .tuple([z.enum(["wasm", "webgpu", "cpu", "native"]), z.enum(["plain3", "wide3", "sep3"])])
  .parse(process.argv.slice(2))

await Effect.runPromise(startBackend(backend))
const stream = randomStream(1, "train-on", 0)
const images = tf.tensor4d(
  Float32Array.from({ length: BATCH * IMAGE.height * IMAGE.width }, () => stream.unit()),
  [BATCH, IMAGE.height, IMAGE.width, IMAGE.channels]
)
const labels = tf.tensor2d(
  Array.from({ length: BATCH }, (_, image) =>
    Array.from({ length: CLASSES }, (_no, label) => (image === label ? 1 : 0))
  )
)
const learner = makeLearner(
  TRIAL_NETWORKS[network](IMAGE, CLASSES),
  tfjsConfigSchema.parse({ kind: "tfjs", gradientClip: 0 }),
  1
)
const losses: number[] = []
const tensors: number[] = []
for (let step = 0; step < STEPS; step++) {
  losses.push(await learner.step({ images, labels }, { learningRate: 0.01, step, steps: STEPS }))
  tensors.push(tf.memory().numTensors)
}
const digest = createHash("sha256")
for (const [name, weights] of await learner.weights()) digest.update(`${name}${JSON.stringify(weights)}`)
console.log(JSON.stringify({ losses, tensors, weights: digest.digest("hex") }))
