/**
 * What a data set is, for the log: how many images of which shape, what they hold, and how they are split. It reads all
 * files, test images included, and so finds whatever is missing or damaged; nothing of it reaches a search.
 */
import { createHash } from "node:crypto"
import { Effect } from "effect"
import type { DatasetConfig } from "./dataset-config.ts"
import type { LabelledImages } from "./labelled-images.ts"
import { locateDataset, readImages } from "./located-dataset.ts"
import { classesOf, readTraining, type SplitConfig, seedOf, splitOrder } from "./training-split.ts"

export interface PartDescription {
  readonly images: number
  /** Of the pixels as stored, row by row with channels last, and then of the labels: the same in whatever format. */
  readonly sha256: string
}

export interface DatasetDescription {
  readonly classes: number
  readonly format: string
  readonly name: string
  /** Height, width and channels, as stored. */
  readonly shape: readonly [number, number, number]
  readonly split: {
    readonly seed: number
    /** Of the numbers of the validation images, and then of the training images, as 32-bit little-endian integers. */
    readonly sha256: string
    readonly training: number
    readonly validation: number
  }
  readonly test: PartDescription
  readonly training: PartDescription
}

const contentHash = (...parts: readonly ArrayBufferView[]): string => {
  const hash = createHash("sha256")
  for (const { buffer, byteOffset, byteLength } of parts)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  return hash.digest("hex")
}

const describePart = ({ count, labels, pixels }: LabelledImages): PartDescription => ({
  images: count,
  sha256: contentHash(pixels, labels)
})

export const describeDataset = Effect.fnUntraced(function* (config: DatasetConfig, split: SplitConfig) {
  const located = locateDataset(config)
  const images = yield* readTraining(located, split)
  const order = splitOrder(images.count, split)
  const { height, width, channels } = images.shape
  const description: DatasetDescription = {
    classes: classesOf(images),
    format: located.stored.format,
    name: located.name,
    shape: [height, width, channels],
    split: {
      seed: seedOf(split.splitSeed),
      sha256: contentHash(order.validation, order.training),
      training: split.examples,
      validation: split.validationExamples
    },
    test: describePart(yield* readImages(located, "test")),
    training: describePart(images)
  }
  return description
})
