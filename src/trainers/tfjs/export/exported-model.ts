/**
 * What is exported of a trained network: from pixels as they are in files to probabilities. Scaling, cutting into
 * patches and the softmax are part of the graph, so that whoever uses the model need not know how it was trained.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { ImageShape, PixelScale } from "../../../datasets/labelled-images.ts"
import { randomStream } from "../../../domain/random-stream.ts"
import type { Graph } from "./graph.ts"
import { trace } from "./trace.ts"
import { translate } from "./translate.ts"

export const INPUT_NAME = "pixels"
export const OUTPUT_NAME = "probabilities"

export interface ExportedModel {
  readonly graph: Graph
  /** Of an image as it is in the data set. */
  readonly image: ImageShape
  /** In the order of the probabilities. */
  readonly classNames: readonly string[]
}

export interface ModelToExport {
  /** Of an image as it is in the data set, and how its values become the numbers that the network was trained on. */
  readonly image: ImageShape
  readonly scale: PixelScale
  readonly patchSize: number
  readonly classNames: readonly string[]
  /** Logits [n, classes] of images as the network was trained on them. */
  readonly predict: (images: tf.Tensor4D) => tf.Tensor2D
}

/** The largest value of a byte. */
const WHITE = 255

const isPlain = ({ mean, deviation }: PixelScale): boolean =>
  mean.every((value) => value === 0) && deviation.every((value) => value === 1)

/** (value / unit - mean) / deviation, channel by channel. */
const scaled = (pixels: tf.Tensor4D, scale: PixelScale): tf.Tensor4D => {
  const units = scale.unit === 1 ? pixels : tf.div<tf.Tensor4D>(pixels, scale.unit)
  if (isPlain(scale)) return units
  const centred = tf.sub<tf.Tensor4D>(units, tf.tensor1d([...scale.mean]))
  return tf.div<tf.Tensor4D>(centred, tf.tensor1d([...scale.deviation]))
}

/** What the file says of itself to whoever uses it. */
export const metadataOf = ({ image, classNames }: ExportedModel): Readonly<Record<string, string>> => ({
  classes: JSON.stringify(classNames),
  input: `${INPUT_NAME}: float32 [n, ${image.height}, ${image.width}, ${image.channels}], pixel values as they are in the data set, which for images are whole numbers from 0 to ${WHITE}`,
  output: `${OUTPUT_NAME}: float32 [n, ${classNames.length}], in the order of “classes”; each row adds up to 1`
})

/** As `inPatches` in the data sets' folder does with bytes, with no more than four axes, which every backend turns fast. */
const cutIntoPatches = (x: tf.Tensor4D, patchSize: number): tf.Tensor4D => {
  if (patchSize === 1) return x
  const [count, height, width, channels] = x.shape
  const [rows, columns] = [height / patchSize, width / patchSize]
  const strips = tf.reshape(x, [count * rows, patchSize, columns, patchSize * channels])
  const patches = tf.transpose(strips, [0, 2, 1, 3])
  return tf.reshape(patches, [count, rows, columns, patchSize * patchSize * channels])
}

/** Pixels [n, height, width, channels] as in the data set to probabilities [n, classes]. */
export const classify = (model: ModelToExport, pixels: tf.Tensor4D): tf.Tensor2D =>
  tf.tidy(() => {
    const images = cutIntoPatches(scaled(pixels, model.scale), model.patchSize)
    return tf.softmax<tf.Tensor2D>(model.predict(images))
  })

/** Any images will do to see what is computed of them. */
const TRACE_SEED = 1

const drawImages = ({ height, width, channels }: ImageShape, count: number): tf.Tensor4D => {
  const stream = randomStream(TRACE_SEED, "export", count)
  const pixels = Float32Array.from({ length: count * height * width * channels }, () =>
    stream.below(WHITE + 1)
  )
  return tf.tensor4d(pixels, [count, height, width, channels])
}

/** Fails with an Error, in words, where the network does something that cannot be exported. */
export const exportModel = async (model: ModelToExport): Promise<ExportedModel> => {
  const { image, classNames } = model
  const traced = await trace(
    (pixels) => classify(model, pixels),
    (count) => drawImages(image, count)
  )
  return { graph: translate(traced, image), image, classNames }
}
