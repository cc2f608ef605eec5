/**
 * What is exported computes what the network does: networks of every space, written as TensorFlow.js's and as ONNX's
 * format, read again by other programs, and asked about images that the recording never saw.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import * as ort from "onnxruntime-web"
import { beforeAll, describe, expect, it } from "vitest"
import { startBackend } from "../../../../src/trainers/tfjs/backends/start-backend.ts"
import { classify, exportModel } from "../../../../src/trainers/tfjs/export/exported-model.ts"
import { readTfjs } from "../../../../src/trainers/tfjs/export/read-tfjs.ts"
import { toOnnx } from "../../../../src/trainers/tfjs/export/to-onnx.ts"
import { toTfjs } from "../../../../src/trainers/tfjs/export/to-tfjs.ts"
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts"
import { CLASSES, drawPixels, type Subject, subjects, trainedLearner } from "./exported-networks.ts"

const CLASS_NAMES = Array.from({ length: CLASSES }, (_, index) => `class ${index}`)
const TOLERANCE = 1e-4
/** Another number of images than any recording has. */
const COUNT = 5

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
  ort.env.wasm.numThreads = 1
})

const largestDifference = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  expect(one.length).toBe(other.length)
  return Array.from(one).reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - other[index]!)),
    0
  )
}

const exported = async (subject: Subject, patchSize = 1) => {
  const learner = await trainedLearner(subject)
  const { height, width, channels } = subject.image
  const image = {
    height: height * patchSize,
    width: width * patchSize,
    channels: channels / patchSize ** 2
  }
  const model = { image, patchSize, classNames: CLASS_NAMES, predict: learner.predict }
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

describe("an exported network", () => {
  it.each(subjects().map((subject) => [subject.name, subject] as const))(
    "of %s says the same when reloaded",
    async (_, subject) => {
      const { written, pixels, shape, expected } = await exported(
        subject,
        subject.name.includes("patches") ? 2 : 1
      )
      const folder = temporaryFolder()
      for (const { name, bytes } of toTfjs(written)) writeFileSync(join(folder, name), bytes)
      expect(largestDifference(await byTfjs(folder, pixels, shape), expected)).toBeLessThan(TOLERANCE)
      expect(largestDifference(await byOnnx(toOnnx(written), pixels, shape), expected)).toBeLessThan(
        TOLERANCE
      )
      expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.01)
    }
  )

  it("says what it takes and gives, and the names of its classes", async () => {
    const { written } = await exported(subjects()[0]!)
    const json = JSON.parse(Buffer.from(toTfjs(written)[0]!.bytes).toString())
    expect(JSON.parse(json.userDefinedMetadata.classes)).toEqual(CLASS_NAMES)
    expect(json.userDefinedMetadata.input).toContain("pixels: float32 [n, 11, 9, 1], pixels from 0 to 255")
    expect(Buffer.from(toOnnx(written)).toString("latin1")).toContain('["class 0","class 1"')
  })
})

describe("what cannot be exported is refused in words", () => {
  const image = { height: 2, width: 2, channels: 1 }
  const refusal = (predict: (images: tf.Tensor4D) => tf.Tensor2D): Promise<unknown> =>
    exportModel({ image, patchSize: 1, classNames: CLASS_NAMES, predict }).catch((error) => error.message)

  it("a kernel that has no translation, by its name", async () => {
    expect(await refusal((x) => tf.sigmoid(tf.reshape<tf.Rank.R2>(x, [-1, 4])))).toBe(
      "the kernel Sigmoid of this network cannot be exported: it has no translation"
    )
  })

  it("a network that looks at its images unseen", async () => {
    expect(
      await refusal((x) => tf.add<tf.Tensor2D>(tf.reshape(x, [-1, 4]), tf.scalar(x.dataSync()[0]!)))
    ).toMatch(/^what the kernel Add works with depends on the images in a way that cannot be seen/)
    expect(await refusal(() => tf.zeros<tf.Rank.R2>([2, 4]))).toBe(
      "the answer of the network does not depend on its images"
    )
  })

  it("and TensorFlow.js runs kernels as before, with no tensor left", async () => {
    const before = tf.memory().numTensors
    await refusal((x) => tf.sigmoid(tf.reshape<tf.Rank.R2>(x, [-1, 4])))
    expect(tf.memory().numTensors).toBe(before)
    expect(Object.hasOwn(tf.engine(), "runKernel")).toBe(false)
  })
})
