/** Makes tensors of chosen images: pixels scaled from bytes to [0, 1], labels one-hot. */
import * as tf from "@tensorflow/tfjs-core"
import { imageSize, type LabelledImages } from "../../../datasets/labelled-images.ts"

export interface ImageBatch {
  /** [n, height, width, channels] */
  readonly images: tf.Tensor4D
  /** [n, classes] */
  readonly labels: tf.Tensor2D
}

/** To be called within a tidy, or disposed of. */
export const makeBatch = (source: LabelledImages, indexes: Uint32Array, classes: number): ImageBatch => {
  const { height, width, channels } = source.shape
  const size = imageSize(source.shape)
  const pixels = new Float32Array(indexes.length * size)
  const labels = new Float32Array(indexes.length * classes)
  for (const [position, index] of indexes.entries()) {
    for (let i = 0; i < size; i++) pixels[position * size + i] = (source.pixels[index * size + i] ?? 0) / 255
    labels[position * classes + (source.labels[index] ?? 0)] = 1
  }
  return {
    images: tf.tensor4d(pixels, [indexes.length, height, width, channels]),
    labels: tf.tensor2d(labels, [indexes.length, classes])
  }
}
