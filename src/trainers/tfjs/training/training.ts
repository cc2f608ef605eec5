/**
 * Trains one network. Everything random comes from the individual's seed: those of its initial parameters that are not
 * inherited, the order of the images in each epoch, and which paths are dropped.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import type { LabelledImages } from "../../../datasets/labelled-images.ts"
import { permutation } from "../../../datasets/permutation.ts"
import { randomStream, type Seed } from "../../../domain/random-stream.ts"
import { EvaluationError, type EvaluationProgress } from "../../evaluator.ts"
import type { TfjsConfig } from "../config.ts"
import { makeBatch } from "./image-batch.ts"
import type { Learner, StepPlan } from "./learner.ts"
import { learningRateAt } from "./learning-rate.ts"
import { nextTurn } from "./next-turn.ts"

export interface TrainingTask {
  readonly images: LabelledImages
  readonly classes: number
  readonly seed: Seed
  readonly config: TfjsConfig
  /** Called where TensorFlow.js itself failed: it then leaves tensors behind that nothing can dispose of. */
  readonly onBroken: () => void
}

interface Step {
  readonly number: number
  readonly indexes: Uint32Array
}

/** A batch normalisation of one image is the image against itself, so a last batch of one is left out. */
const BATCH_MIN = 2

/** How many steps a training has: the last batch of an epoch may be smaller than the others. */
export const countSteps = (config: Pick<TfjsConfig, "epochs" | "batchSize">, images: number): number => {
  const rest = images % config.batchSize
  return config.epochs * (Math.floor(images / config.batchSize) + (rest >= BATCH_MIN ? 1 : 0))
}

function* trainingSteps({ config, images, seed }: TrainingTask): Generator<Step> {
  let number = 0
  for (let epoch = 0; epoch < config.epochs; epoch++) {
    const order = permutation(images.count, randomStream(seed, "epoch-order", epoch))
    for (let start = 0; start < order.length; start += config.batchSize) {
      const indexes = order.subarray(start, start + config.batchSize)
      if (indexes.length >= BATCH_MIN) yield { number: number++, indexes }
    }
  }
}

const runStep = async (
  learner: Learner,
  task: TrainingTask,
  indexes: Uint32Array,
  plan: StepPlan
): Promise<number> => {
  const batch = makeBatch(task.images, indexes, task.classes)
  try {
    return await learner.step(batch, plan)
  } finally {
    tf.dispose([batch.images, batch.labels])
  }
}

const MEMORY_TROUBLE = /memory|OOM|allocat|abort/i

const stepFailed = (cause: unknown, step: number): EvaluationError => {
  const text = String(cause)
  const what = MEMORY_TROUBLE.test(text) ? "ran out of memory" : "failed"
  return new EvaluationError({ reason: `training ${what} at step ${step + 1} (${text})` })
}

/** Trains `learner` as configured; gives the mean loss of the last epoch. Can be interrupted between steps. */
export const train = Effect.fnUntraced(function* (
  learner: Learner,
  task: TrainingTask,
  report: (progress: EvaluationProgress) => Effect.Effect<void>
) {
  const { config } = task
  const total = countSteps(config, task.images.count)
  const stepsOfEpoch = total / config.epochs
  let epochLoss = 0
  for (const { number, indexes } of trainingSteps(task)) {
    if (number % stepsOfEpoch === 0) epochLoss = 0
    const plan = { learningRate: learningRateAt(config, number, total), step: number, steps: total }
    const loss = yield* Effect.tryPromise({
      try: () => runStep(learner, task, indexes, plan),
      catch: (cause) => {
        task.onBroken()
        return stepFailed(cause, number)
      }
    })
    if (!Number.isFinite(loss)) {
      return yield* new EvaluationError({
        reason: `training diverged: the loss was ${loss} at step ${number + 1} of ${total}; a lower learningRate or gradientClip may help`
      })
    }
    epochLoss += loss / stepsOfEpoch
    yield* report({ done: number + 1, total, figures: { loss } })
    yield* nextTurn
  }
  return epochLoss
})
