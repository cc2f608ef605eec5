/** What a configuration may say of a data set: a known name, or the four files of one in the idx format. */
import * as z from "zod"

export const DATASET_NAMES = ["mnist", "fashion-mnist"] as const

export const idxDatasetSchema = z.strictObject({
  format: z.literal("idx"),
  trainImages: z.string().min(1),
  trainLabels: z.string().min(1),
  testImages: z.string().min(1),
  testLabels: z.string().min(1)
})

export const datasetConfigSchema = z.union([z.enum(DATASET_NAMES), idxDatasetSchema])

export type DatasetName = (typeof DATASET_NAMES)[number]
export type DatasetConfig = z.infer<typeof datasetConfigSchema>
