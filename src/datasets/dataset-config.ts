/** What a configuration may say of a data set: a known name, or a format and where its files lie. */
import * as z from "zod"

export const DATASET_NAMES = ["mnist", "fashion-mnist", "mnist-1d", "cifar10", "cifar100"] as const

const path = z.string().min(1)

const idxDatasetSchema = z.strictObject({
  format: z.literal("idx"),
  trainImages: path,
  trainLabels: path,
  testImages: path,
  testLabels: path
})

/** A folder with `data_batch_1.bin` … and `test_batch.bin` as in CIFAR-10, or `train.bin` and `test.bin` as in CIFAR-100. */
const cifarBinaryDatasetSchema = z.strictObject({
  format: z.literal("cifar-binary"),
  folder: path,
  /** Which of its two labels CIFAR-100 is learnt by: one of 100, or one of 20. CIFAR-10 has one alone. */
  labels: z.enum(["fine", "coarse"]).default("fine")
})

/** A folder with `data_batch_1.png` …, `test_batch.png`, one image a row of pixels, and the labels as JSON. */
const cifarSpritesDatasetSchema = z.strictObject({ format: z.literal("cifar-sprites"), folder: path })

/** A folder with `train/CLASS/*.png` and `test/CLASS/*.png`, or with `CLASS/*.png` alone; JPEG and WebP as well. */
const folderDatasetSchema = z.strictObject({
  format: z.literal("folder"),
  folder: path,
  /** Height and width that images of any size are brought to, in pixels. */
  size: z.int().min(1).max(1024),
  /** The share of each class that is held out as test images, where there is no folder `test`. */
  testShare: z.number().gt(0).lt(1).default(0.2)
})

export const datasetConfigSchema = z.union([
  z.enum(DATASET_NAMES),
  z.discriminatedUnion("format", [
    idxDatasetSchema,
    cifarBinaryDatasetSchema,
    cifarSpritesDatasetSchema,
    folderDatasetSchema
  ])
])

export type DatasetName = (typeof DATASET_NAMES)[number]
export type DatasetConfig = z.infer<typeof datasetConfigSchema>
