/**
 * Several retrained networks as one: the mean of their probabilities. They are asked as anybody else would ask them, by
 * what was exported of each.
 */
import { join } from "node:path"
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import type { LabelledImages } from "../../../datasets/labelled-images.ts"
import { loadTestData, loadTrainingData } from "../../../datasets/training-split.ts"
import { EvaluatorUnavailable } from "../../evaluator-unavailable.ts"
import { startBackend } from "../backends/start-backend.ts"
import type { TfjsConfig } from "../config.ts"
import { pixelsOf, TFJS_FOLDER } from "../export/export-to-folder.ts"
import { type LoadedModel, readTfjs } from "../export/read-tfjs.ts"
import { EVALUATION_BATCH, largestIndex } from "../training/accuracy.ts"
import { nextTurn } from "../training/next-turn.ts"

export interface EnsembleTask {
  /** Of the retrainings, which all saw the same data. */
  readonly config: TfjsConfig
  readonly examples: number | "all"
  /** Of the retrainings. */
  readonly folders: readonly string[]
}

/** Accuracies of the mean, in [0, 1]. */
export interface EnsembleResult {
  readonly validation: number
  readonly test: number
  readonly testExamples: number
}

const countRight = async (
  models: readonly LoadedModel[],
  images: LabelledImages,
  start: number,
  count: number
): Promise<number> => {
  const mean = tf.tidy(() => {
    const pixels = pixelsOf(images, start, count)
    const sum = models.map((model) => model.classify(pixels)).reduce((total, next) => tf.add(total, next))
    return tf.div(sum, models.length)
  })
  const [, classes = 1] = mean.shape
  const values = await mean.data()
  mean.dispose()
  let right = 0
  for (let row = 0; row < count; row++)
    if (largestIndex(values, row * classes, classes) === images.labels[start + row]) right++
  return right
}

const accuracyOf = Effect.fnUntraced(function* (models: readonly LoadedModel[], images: LabelledImages) {
  let right = 0
  for (let start = 0; start < images.count; start += EVALUATION_BATCH) {
    const count = Math.min(EVALUATION_BATCH, images.count - start)
    right += yield* Effect.promise(() => countRight(models, images, start, count))
    yield* nextTurn
  }
  return right / images.count
})

const load = (folders: readonly string[]): Effect.Effect<readonly LoadedModel[], EvaluatorUnavailable> =>
  Effect.tryPromise({
    try: () => Promise.all(folders.map((folder) => readTfjs(join(folder, TFJS_FOLDER)))),
    catch: (cause) =>
      new EvaluatorUnavailable({
        reason: `what was exported of a member cannot be read (${String(cause)}); remove its folder and retrain it`
      })
  })

/** The test file is opened after everything else is done. */
export const testEnsemble = Effect.fnUntraced(function* ({ config, examples, folders }: EnsembleTask) {
  yield* startBackend(config.backend)
  const unusable = Effect.mapError(
    (error: { readonly message: string }) => new EvaluatorUnavailable({ reason: error.message })
  )
  const data = yield* unusable(loadTrainingData(config.dataset, { ...config, examples }))
  return yield* Effect.acquireUseRelease(
    load(folders),
    Effect.fnUntraced(function* (models) {
      const validation = yield* accuracyOf(models, data.validation)
      const images = yield* unusable(loadTestData(config.dataset, data))
      const result: EnsembleResult = {
        validation,
        test: yield* accuracyOf(models, images),
        testExamples: images.count
      }
      return result
    }),
    (models) => Effect.sync(() => models.forEach((model) => model.dispose()))
  )
})
