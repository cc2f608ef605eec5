/**
 * What a search may see of a data set, and what it may not. The training file is shuffled in an order that the split
 * seed alone decides; its first `validationExamples` images are the validation set, the next `examples` the training
 * set. The classes are not balanced: each image has the same chance. The test file is opened by `loadTestData` alone,
 * which nothing calls during a search.
 */
import { Effect } from "effect"
import { randomStream, type Seed } from "../domain/random-stream.ts"
import type { DatasetConfig } from "./dataset-config.ts"
import { DatasetError } from "./dataset-error.ts"
import { downscaledImages } from "./downscaled-images.ts"
import { greyImages } from "./grey-images.ts"
import type { ImageConfig } from "./image-config.ts"
import { type ImageShape, type LabelledImages, selectImages } from "./labelled-images.ts"
import { type LocatedDataset, locateDataset, readImages } from "./located-dataset.ts"
import { permutation } from "./permutation.ts"
import { pixelScale } from "./pixel-scale.ts"

/** The same in every run unless it is set, so that fitness values of different runs are about the same images. */
const SPLIT_SEED_DEFAULT = 1

/** What is made of images before they are cut into patches. */
type Variants = Pick<ImageConfig, "grey" | "downscale">

export interface SplitConfig extends Partial<Variants & Pick<ImageConfig, "normalisation" | "splitSeed">> {
  /** “all” are those that are not validated on. */
  readonly examples: number | "all"
  readonly validationExamples: number
}

export interface TrainingData {
  readonly training: LabelledImages
  readonly validation: LabelledImages
  /** The number of classes: one more than the largest label of the training file. */
  readonly classes: number
  /** How large the images are in the files. */
  readonly stored: ImageShape
  readonly variants: Variants
}

/** The numbers of the images in the training file: those that are validated on, and those that are trained on. */
export const splitOrder = (count: number, { splitSeed, ...sizes }: SplitConfig) => {
  const order = permutation(count, randomStream(seedOf(splitSeed), "dataset-split", 0))
  const { examples, validationExamples } = sizes
  return {
    validation: order.subarray(0, validationExamples),
    training: order.subarray(validationExamples, examples === "all" ? count : validationExamples + examples)
  }
}

/** One more than the largest label. */
export const classesOf = ({ labels }: LabelledImages): number =>
  1 + labels.reduce((largest, label) => Math.max(largest, label), 0)

export const seedOf = (splitSeed: Seed | undefined): Seed => splitSeed ?? SPLIT_SEED_DEFAULT

const vary = (
  images: LabelledImages,
  { grey, downscale }: Variants,
  file: string
): Effect.Effect<LabelledImages, DatasetError> =>
  Effect.try({
    try: () => downscaledImages(grey ? greyImages(images) : images, downscale),
    catch: (cause) =>
      new DatasetError({ file, reason: cause instanceof Error ? cause.message : String(cause) })
  })

/** All images of the training file, which must be as many as the split asks for. */
export const readTraining = Effect.fnUntraced(function* (located: LocatedDataset, split: SplitConfig) {
  const all = yield* readImages(located, "training")
  const { examples, validationExamples } = split
  const wanted = validationExamples + (examples === "all" ? 1 : examples)
  if (wanted <= all.count) return all
  const [file = located.name] = yield* located.stored.files("training")
  return yield* new DatasetError({
    file,
    reason: `there are ${all.count} images, but examples + validationExamples ask for ${wanted}; lower one of them`
  })
})

/** Reads the training file, splits it, and makes of the images what is configured. Never opens the test file. */
export const loadTrainingData = Effect.fnUntraced(function* (config: DatasetConfig, split: SplitConfig) {
  const located = locateDataset(config)
  const all = yield* readTraining(located, split)
  const [file = located.name] = yield* located.stored.files("training")
  const order = splitOrder(all.count, split)
  const variants = { grey: split.grey ?? false, downscale: split.downscale ?? 1 }
  const training = yield* vary(selectImages(all, order.training), variants, file)
  const validation = yield* vary(selectImages(all, order.validation), variants, file)
  const scale = pixelScale(training, split.normalisation ?? "unit")
  const data: TrainingData = {
    training: { ...training, scale },
    validation: { ...validation, scale },
    classes: classesOf(all),
    stored: all.shape,
    variants
  }
  return data
})

/** Reads the test file. To be called once, for individuals that were chosen by their validation accuracy. */
export const loadTestData = Effect.fnUntraced(function* (config: DatasetConfig, like: TrainingData) {
  const located = locateDataset(config)
  const test = yield* readImages(located, "test")
  const testFiles = yield* located.stored.files("test")
  const [trainFile = located.name] = yield* located.stored.files("training")
  const [file = located.name] = testFiles
  const expected = like.stored
  if (test.shape.height !== expected.height || test.shape.width !== expected.width) {
    return yield* new DatasetError({
      file,
      reason: `its images are ${test.shape.height} x ${test.shape.width}, those of ${trainFile} ${expected.height} x ${expected.width}; they must come from the same set`
    })
  }
  if (test.labels.some((label) => label >= like.classes)) {
    return yield* new DatasetError({
      file: testFiles.at(-1) ?? file,
      reason: `it has a label that no training image has; the largest there is ${like.classes - 1}`
    })
  }
  const varied = yield* vary(test, like.variants, file)
  return { ...varied, scale: like.training.scale }
})
