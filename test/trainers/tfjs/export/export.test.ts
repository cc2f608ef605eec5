/**
 * What is exported computes what the network does: written as TensorFlow.js's and as ONNX's format, read again by other
 * programs, and asked about images that the recording never saw. Networks of every space are in the slow suite.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { startBackend } from "../../../../src/trainers/tfjs/backends/start-backend.ts"
import { exportModel } from "../../../../src/trainers/tfjs/export/exported-model.ts"
import { toOnnx } from "../../../../src/trainers/tfjs/export/to-onnx.ts"
import { toTfjs } from "../../../../src/trainers/tfjs/export/to-tfjs.ts"
import { CLASS_NAMES, expectTheSameAnswers, exported } from "./asked-again.ts"
import { fewSubjects } from "./exported-networks.ts"

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe("an exported network", () => {
  it.each(fewSubjects().map((subject) => [subject.name, subject] as const))(
    "of %s says the same when reloaded",
    (_, subject) => expectTheSameAnswers(subject)
  )

  it("says what it takes and gives, and the names of its classes", async () => {
    const { written } = await exported(fewSubjects()[1]!)
    const json = JSON.parse(Buffer.from(toTfjs(written)[0]!.bytes).toString())
    expect(JSON.parse(json.userDefinedMetadata.classes)).toEqual(CLASS_NAMES)
    expect(json.userDefinedMetadata.input).toContain(
      "pixels: float32 [n, 11, 9, 1], pixel values as they are in the data set"
    )
    expect(Buffer.from(toOnnx(written)).toString("latin1")).toContain('["class 0","class 1"')
  })
})

describe("what cannot be exported is refused in words", () => {
  const image = { height: 2, width: 2, channels: 1 }
  const refusal = (predict: (images: tf.Tensor4D) => tf.Tensor2D): Promise<unknown> =>
    exportModel({
      image,
      scale: { unit: 255, mean: [0], deviation: [1] },
      patchSize: 1,
      classNames: CLASS_NAMES,
      predict
    }).catch((error) => error.message)

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
