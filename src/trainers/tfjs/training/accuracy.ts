/** The share of images that a learner classifies rightly. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import type { LabelledImages } from "../../../datasets/labelled-images.ts"
import { EvaluationError } from "../../evaluator.ts"
import { brokenOff } from "./failure.ts"
import { makeBatch } from "./image-batch.ts"
import type { Learner } from "./learner.ts"
import { nextTurn } from "./next-turn.ts"

/** Images a batch: larger than in training, since nothing is kept for a backward pass. */
export const EVALUATION_BATCH = 250

export const largestIndex = (values: ArrayLike<number>, start: number, count: number): number => {
  let best = start
  for (let index = start + 1; index < start + count; index++) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index
  }
  return best - start
}

/** Undefined where not all logits are finite numbers, of which none could be said to be the largest. */
const countRight = async (
  learner: Learner,
  source: LabelledImages,
  indexes: Uint32Array,
  classes: number
): Promise<number | undefined> => {
  const logits = tf.tidy(() => learner.predict(makeBatch(source, indexes, classes).images))
  const values = await logits.data()
  logits.dispose()
  if (!values.every(Number.isFinite)) return undefined
  return indexes.reduce(
    (right, index, row) =>
      right + (largestIndex(values, row * classes, classes) === source.labels[index] ? 1 : 0),
    0
  )
}

/** In [0, 1]; lets other work of the process go on between batches. `onBroken` is called where TensorFlow.js failed. */
export const measureAccuracy = Effect.fnUntraced(function* (
  learner: Learner,
  source: LabelledImages,
  classes: number,
  onBroken: () => void = () => undefined
) {
  let right = 0
  for (let start = 0; start < source.count; start += EVALUATION_BATCH) {
    const size = Math.min(EVALUATION_BATCH, source.count - start)
    const indexes = Uint32Array.from({ length: size }, (_, offset) => start + offset)
    const rightOfBatch = yield* Effect.tryPromise({
      try: () => countRight(learner, source, indexes, classes),
      catch: (cause) => {
        onBroken()
        return brokenOff("the network", `when it was to classify images ${start} to ${start + size}`, cause)
      }
    })
    if (rightOfBatch === undefined) {
      return yield* new EvaluationError({
        reason: `the network gives no finite numbers for images ${start} to ${start + size}, so its training has diverged; a lower learningRate may help`
      })
    }
    right += rightOfBatch
    yield* nextTurn
  }
  return right / source.count
})
