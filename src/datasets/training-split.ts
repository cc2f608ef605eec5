/**
 * What a search may see of a data set, and what it may not. The training file is shuffled in one fixed order;
 * its first `validationExamples` images are the validation set, the next `examples` the training set. The test
 * file is opened by `loadTestData` alone, which nothing calls during a search.
 */
import { Effect } from "effect"
import { randomStream } from "../domain/random-stream.ts"
import type { DatasetConfig } from "./dataset-config.ts"
import { DatasetError } from "./dataset-error.ts"
import { datasetFiles } from "./dataset-files.ts"
import { type LabelledImages, readLabelledImages, selectImages } from "./labelled-images.ts"
import { permutation } from "./permutation.ts"

/** The order is the same in every run, so that fitness values of different runs are about the same images. */
const SPLIT_SEED = 1

export interface SplitSizes {
  /** “all” are those that are not validated on. */
  readonly examples: number | "all"
  readonly validationExamples: number
}

export interface TrainingData {
  readonly training: LabelledImages
  readonly validation: LabelledImages
  /** The number of classes: one more than the largest label of the training file. */
  readonly classes: number
}

/** Reads the training file and splits it. Never opens the test file. */
export const loadTrainingData = Effect.fnUntraced(function* (config: DatasetConfig, sizes: SplitSizes) {
  const files = datasetFiles(config)
  const all = yield* readLabelledImages(files.trainImages, files.trainLabels, files.remedy)
  const { validationExamples } = sizes
  const examples = sizes.examples === "all" ? Math.max(1, all.count - validationExamples) : sizes.examples
  const wanted = examples + validationExamples
  if (wanted > all.count) {
    return yield* new DatasetError({
      file: files.trainImages,
      reason: `it has ${all.count} images, but examples + validationExamples ask for ${wanted}; lower one of them`
    })
  }
  const order = permutation(all.count, randomStream(SPLIT_SEED, "dataset-split", 0))
  const data: TrainingData = {
    validation: selectImages(all, order.subarray(0, sizes.validationExamples)),
    training: selectImages(all, order.subarray(sizes.validationExamples, wanted)),
    classes: 1 + all.labels.reduce((largest, label) => Math.max(largest, label), 0)
  }
  return data
})

/** Reads the test file. To be called once, for individuals that were chosen by their validation accuracy. */
export const loadTestData = Effect.fnUntraced(function* (config: DatasetConfig, like: TrainingData) {
  const files = datasetFiles(config)
  const test = yield* readLabelledImages(files.testImages, files.testLabels, files.remedy)
  const expected = like.training.shape
  if (test.shape.height !== expected.height || test.shape.width !== expected.width) {
    return yield* new DatasetError({
      file: files.testImages,
      reason: `its images are ${test.shape.height} x ${test.shape.width}, those of ${files.trainImages} ${expected.height} x ${expected.width}; they must come from the same set`
    })
  }
  if (test.labels.some((label) => label >= like.classes)) {
    return yield* new DatasetError({
      file: files.testLabels,
      reason: `it has a label that no training image has; the largest there is ${like.classes - 1}`
    })
  }
  return test
})
