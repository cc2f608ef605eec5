/** Exports a network, reads it again by two other programs, and asks all of them about images that no recording saw. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import * as tf from "@tensorflow/tfjs-core"
import * as ort from "onnxruntime-web"
import { expect } from "vitest"
import { classify, exportModel } from "../../../../src/trainers/tfjs/export/exported-model.ts"
import { readTfjs } from "../../../../src/trainers/tfjs/export/read-tfjs.ts"
import { toOnnx } from "../../../../src/trainers/tfjs/export/to-onnx.ts"
import { toTfjs } from "../../../../src/trainers/tfjs/export/to-tfjs.ts"
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts"
import { CLASSES, drawPixels, type Subject, trainedLearner } from "./exported-networks.ts"

export const CLASS_NAMES = Array.from({ length: CLASSES }, (_, index) => `class ${index}`)
const TOLERANCE = 1e-4
/** Another number of images than any recording has. */
const COUNT = 5

ort.env.wasm.numThreads = 1

const UNIT = { unit: 255, mean: [0], deviation: [1] }
const STANDARDISED = { unit: 255, mean: [0.13], deviation: [0.31] }

const largestDifference = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  expect(one.length).toBe(other.length)
  return Array.from(one).reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - other[index]!)),
    0
  )
}

export const exported = async (subject: Subject, patchSize = 1) => {
  const learner = await trainedLearner(subject)
  const { height, width, channels } = subject.image
  const image = {
    height: height * patchSize,
    width: width * patchSize,
    channels: channels / patchSize ** 2
  }
  const scale = subject.name.includes("patches") ? STANDARDISED : UNIT
  const model = { image, scale, patchSize, classNames: CLASS_NAMES, predict: learner.predict }
  const pixels = drawPixels(COUNT, image, 72)
  const shape = [COUNT, image.height, image.width, image.channels] as const
  const expected = tf.tidy(() => [...classify(model, tf.tensor4d(pixels, [...shape])).dataSync()])
  const before = tf.memory().numTensors
  const written = await exportModel(model)
  expect(tf.memory().numTensors).toBe(before)
  learner.dispose()
  return { written, pixels, shape, expected }
}

const byTfjs = async (
  folder: string,
  pixels: Float32Array,
  shape: readonly [number, number, number, number]
) => {
  const loaded = await readTfjs(folder)
  const answer = tf.tidy(() => [...loaded.classify(tf.tensor4d(pixels, [...shape])).dataSync()])
  loaded.dispose()
  return answer
}

const byOnnx = async (bytes: Uint8Array, pixels: Float32Array, shape: readonly number[]) => {
  const session = await ort.InferenceSession.create(bytes)
  const { probabilities } = await session.run({ pixels: new ort.Tensor("float32", pixels, [...shape]) })
  await session.release()
  return probabilities!.data as Float32Array
}

/** Fails where one of them says something else. */
export const expectTheSameAnswers = async (subject: Subject): Promise<void> => {
  const { written, pixels, shape, expected } = await exported(
    subject,
    subject.name.includes("patches") ? 2 : 1
  )
  const folder = temporaryFolder()
  for (const { name, bytes } of toTfjs(written)) writeFileSync(join(folder, name), bytes)
  expect(largestDifference(await byTfjs(folder, pixels, shape), expected)).toBeLessThan(TOLERANCE)
  expect(largestDifference(await byOnnx(toOnnx(written), pixels, shape), expected)).toBeLessThan(TOLERANCE)
  expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.001)
}
