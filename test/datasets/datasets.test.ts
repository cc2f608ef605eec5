/** Reading data sets: what is right is read rightly, every kind of damage is told apart, and the test file is left alone. */
import { gzipSync } from "node:zlib"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { datasetConfigSchema } from "../../src/datasets/dataset-config.ts"
import type { DatasetError } from "../../src/datasets/dataset-error.ts"
import { readIdx } from "../../src/datasets/formats/idx.ts"
import { permutation } from "../../src/datasets/permutation.ts"
import { loadTestData, loadTrainingData } from "../../src/datasets/training-split.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import { idxBytes, temporaryFolder } from "./idx-fixtures.ts"

const folder = temporaryFolder()
afterAll(folder.remove)

const run = <A>(effect: Effect.Effect<A, DatasetError>): Promise<A> => Effect.runPromise(effect)
const failure = (effect: Effect.Effect<unknown, DatasetError>): Promise<DatasetError> =>
  Effect.runPromise(Effect.flip(effect))

// Image i of the training file is filled with the byte i, so that an image can be recognised wherever it goes.
const images = (count: number, side: number): Buffer =>
  idxBytes(
    [count, side, side],
    Uint8Array.from({ length: count * side * side }, (_, position) => Math.floor(position / (side * side)))
  )
const labels = (count: number): Buffer =>
  idxBytes(
    [count],
    Uint8Array.from({ length: count }, (_, index) => index % 5)
  )

const trainImages = folder.write("train-images", images(40, 3))
const trainLabels = folder.write("train-labels.gz", gzipSync(labels(40)))
const small = {
  format: "idx" as const,
  trainImages,
  trainLabels,
  testImages: folder.write("test-images", images(10, 3)),
  testLabels: folder.write("test-labels", labels(10))
}

describe("idx files", () => {
  it("are read plain and gzipped", async () => {
    expect((await run(readIdx(trainImages, 3, { remedy: "" }))).dimensions).toEqual([40, 3, 3])
    expect([...(await run(readIdx(trainLabels, 1, { remedy: "" }))).values.subarray(0, 6)]).toEqual([
      0, 1, 2, 3, 4, 0
    ])
  })

  const damages: [string, () => string, RegExp][] = [
    ["missing", () => folder.path("nowhere"), /nowhere: the file does not exist; fetch the files$/],
    ["empty", () => folder.write("empty", Buffer.alloc(0)), /empty: the file is empty/],
    ["labels for images", () => small.testLabels, /begins with 00000801, not with 00000803.*swapped/],
    ["text", () => folder.write("text", Buffer.from("hello")), /no idx file/],
    [
      "cut off",
      () => folder.write("short", images(4, 3).subarray(0, 40)),
      /promises 36 values and 24 are there/
    ],
    [
      "cut off within the header",
      () => folder.write("head", images(4, 3).subarray(0, 9)),
      /within its header/
    ],
    ["too long", () => folder.write("long", Buffer.concat([images(4, 3), Buffer.alloc(3)])), /is too long/],
    ["without images", () => folder.write("none", idxBytes([0, 3, 3], new Uint8Array(0))), /holds no data/],
    [
      "a cut-off gzip",
      () => folder.write("short.gz", gzipSync(images(9, 3)).subarray(0, 30)),
      /gzip data is damaged/
    ]
  ]
  for (const [what, make, message] of damages) {
    it(`that are wrong (${what}) give an error naming the file`, async () => {
      const file = make()
      const error = await failure(readIdx(file, 3, { remedy: "fetch the files" }))
      expect(error.file).toBe(file)
      expect(error.message).toMatch(message)
    })
  }
})

describe("the split of a training file", () => {
  it("keeps validation and training apart, and validation the same whatever the training size", async () => {
    const data = await run(loadTrainingData(small, { examples: 25, validationExamples: 10 }))
    const seen = [data.validation, data.training].flatMap(({ pixels }) =>
      [...pixels].filter((_, position) => position % 9 === 0)
    )
    expect(new Set(seen).size).toBe(35)
    expect(data.classes).toBe(5)
    for (const [position, image] of seen.slice(0, 10).entries()) {
      expect(data.validation.labels[position]).toBe(image % 5)
    }
    const smaller = await run(loadTrainingData(small, { examples: 5, validationExamples: 10 }))
    expect(smaller.validation).toEqual(data.validation)
    expect(smaller.training.pixels).toEqual(data.training.pixels.subarray(0, 45))
  })

  it("does not open the test file", async () => {
    const sealed = { ...small, testImages: folder.path("sealed"), testLabels: folder.path("sealed") }
    const data = await run(loadTrainingData(sealed, { examples: 5, validationExamples: 5 }))
    expect((await failure(loadTestData(sealed, data))).message).toMatch(/sealed: the file does not exist/)
  })

  it("is refused where the file has too few images", async () => {
    const error = await failure(loadTrainingData(small, { examples: 38, validationExamples: 3 }))
    expect(error.message).toMatch(/40 images, but examples \+ validationExamples ask for 41/)
  })

  it("is refused where images and labels differ in number", async () => {
    const other = { ...small, trainLabels: small.testLabels }
    const error = await failure(loadTrainingData(other, { examples: 5, validationExamples: 5 }))
    expect(error.message).toMatch(/has 10 labels, but .* has 40 images/)
  })

  it("is refused a test file of another size or with unknown classes", async () => {
    const data = await run(loadTrainingData(small, { examples: 5, validationExamples: 5 }))
    const wide = { ...small, testImages: folder.write("wide", images(10, 4)) }
    expect((await failure(loadTestData(wide, data))).message).toMatch(/are 4 x 4, those of .* 3 x 3/)
    const foreign = {
      ...small,
      testLabels: folder.write("foreign", idxBytes([10], new Uint8Array(10).fill(7)))
    }
    expect((await failure(loadTestData(foreign, data))).message).toMatch(/a label that no training image has/)
  })
})

describe("MNIST", () => {
  it("comes from the installed package and has ten classes in both files", async () => {
    const data = await run(loadTrainingData("mnist", { examples: 500, validationExamples: 100 }))
    expect(data.training.shape).toEqual({ height: 28, width: 28, channels: 1 })
    expect(data.classes).toBe(10)
    const test = await run(loadTestData("mnist", data))
    expect(test.count).toBe(10_000)
    // The published file's first test images are 7, 2, 1, 0, 4.
    expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4])
  })

  it("and others are named in the configuration, nothing else", () => {
    expect(datasetConfigSchema.safeParse("mnist").success).toBe(true)
    expect(datasetConfigSchema.safeParse("imagenet").success).toBe(false)
    expect(datasetConfigSchema.safeParse({ ...small, extra: 1 }).success).toBe(false)
  })
})

describe("permutation", () => {
  it("holds each index once, and all 24 orders of four come up (seed 5, 23 degrees of freedom, error probability 0.001)", () => {
    const counts = new Map<string, number>()
    for (let index = 0; index < 4800; index++) {
      const order = [...permutation(4, randomStream(5, "permutation", index))]
      expect([...order].sort()).toEqual([0, 1, 2, 3])
      counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1)
    }
    const statistic = [...counts.values()].reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)
    expect(counts.size).toBe(24)
    expect(statistic).toBeLessThan(49.73)
  })
})
