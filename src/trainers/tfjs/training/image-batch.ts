/** Makes tensors of chosen images: their numbers as configured, labels one-hot. */
import * as tf from "@tensorflow/tfjs-core"
import { numbersOfImages, type Variations } from "../../../datasets/image-numbers.ts"
import type { LabelledImages } from "../../../datasets/labelled-images.ts"

export interface ImageBatch {
  /** [n, height, width, channels] */
  readonly images: tf.Tensor4D
  /** [n, classes] */
  readonly labels: tf.Tensor2D
}

/** To be called within a tidy, or disposed of. `variations` is for training alone. */
export const makeBatch = (
  source: LabelledImages,
  indexes: Uint32Array,
  classes: number,
  variations?: Variations
): ImageBatch => {
  const { height, width, channels } = source.shape
  const labels = new Float32Array(indexes.length * classes)
  for (const [position, index] of indexes.entries())
    labels[position * classes + (source.labels[index] ?? 0)] = 1
  return {
    images: tf.tensor4d(numbersOfImages(source, indexes, variations), [
      indexes.length,
      height,
      width,
      channels
    ]),
    labels: tf.tensor2d(labels, [indexes.length, classes])
  }
}
