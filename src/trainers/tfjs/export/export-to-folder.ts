/**
 * Writes a trained network into a folder in both formats, and reads the TensorFlow.js one again: what it says of images
 * must be what the network says.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import * as tf from "@tensorflow/tfjs-core"
import { imageSize, type LabelledImages } from "../../../datasets/labelled-images.ts"
import { sha256 } from "../../../domain/canonical-json.ts"
import { writeWholeFile } from "../../whole-file.ts"
import { classify, exportModel, type ModelToExport } from "./exported-model.ts"
import { readTfjs } from "./read-tfjs.ts"
import { toOnnx } from "./to-onnx.ts"
import { toTfjs } from "./to-tfjs.ts"

export const TFJS_FOLDER = "tfjs"
const ONNX_FILE = "model.onnx"

/** Of a probability; float32 on two ways through the same sums differs by less. */
const DIFFERENCE_MAX = 1e-4
const COMPARED_IMAGES = 64

export interface WrittenFile {
  /** Within the folder of the export. */
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

export interface Exported {
  readonly files: readonly WrittenFile[]
  /** The largest difference of a probability between the network and what was read again. */
  readonly difference: number
  readonly comparedImages: number
}

/** The pixels of images as they are in the data set. */
export const pixelsOf = (images: LabelledImages, start: number, count: number): tf.Tensor4D => {
  const { height, width, channels } = images.shape
  const size = imageSize(images.shape)
  const pixels = Float32Array.from(images.pixels.subarray(start * size, (start + count) * size))
  return tf.tensor4d(pixels, [count, height, width, channels])
}

const write = (folder: string, name: string, bytes: Uint8Array): WrittenFile => {
  writeWholeFile(join(folder, name), bytes)
  return { name, bytes: bytes.length, sha256: sha256(bytes) }
}

const largestDifference = async (
  folder: string,
  model: ModelToExport,
  images: LabelledImages,
  count: number
): Promise<number> => {
  const loaded = await readTfjs(join(folder, TFJS_FOLDER))
  const [expected, found] = tf.tidy(() => {
    const pixels = pixelsOf(images, 0, count)
    return [classify(model, pixels), loaded.classify(pixels)] as const
  })
  loaded.dispose()
  const [one, other] = [await expected.data<"float32">(), await found.data<"float32">()]
  tf.dispose([expected, found])
  return one.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (other[index] ?? 0))), 0)
}

/** `images` are some that the network was not trained on. Rejects with an Error, in words, where the two differ. */
export const exportToFolder = async (
  folder: string,
  model: ModelToExport,
  images: LabelledImages
): Promise<Exported> => {
  mkdirSync(join(folder, TFJS_FOLDER), { recursive: true })
  const exported = await exportModel(model)
  const files = [
    ...toTfjs(exported).map(({ name, bytes }) => write(folder, `${TFJS_FOLDER}/${name}`, bytes)),
    write(folder, ONNX_FILE, toOnnx(exported))
  ]
  const comparedImages = Math.min(COMPARED_IMAGES, images.count)
  const difference = await largestDifference(folder, model, images, comparedImages)
  if (!(difference <= DIFFERENCE_MAX)) {
    throw new Error(
      `what was exported to ${folder} says something else than the network (a probability differs by ${difference}); do not use it`
    )
  }
  return { files, difference, comparedImages }
}
