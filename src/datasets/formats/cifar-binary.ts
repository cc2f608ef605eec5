/**
 * The binary version of CIFAR-10 and CIFAR-100 (A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html): records of
 * one label (CIFAR-10) or of a coarse and a fine one (CIFAR-100), then 1,024 bytes each of red, green and blue.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { DatasetError } from "../dataset-error.ts"
import type { LabelledImages } from "../labelled-images.ts"
import { type Expectation, readDataFile } from "../read-data-file.ts"
import type { Part, StoredImages } from "../stored-images.ts"

const SIDE = 32
const PLANE = SIDE * SIDE
const CHANNELS = 3
const IMAGE = PLANE * CHANNELS

interface Layout {
  readonly name: string
  readonly files: Readonly<Record<Part, readonly string[]>>
  /** Bytes before the pixels of a record, and which of them is the label. */
  readonly labelBytes: number
  readonly labelAt: number
  readonly classes: number
}

const CIFAR_10: Layout = {
  name: "CIFAR-10",
  files: {
    training: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
    test: ["test_batch.bin"]
  },
  labelBytes: 1,
  labelAt: 0,
  classes: 10
}

const CIFAR_100 = { name: "CIFAR-100", files: { training: ["train.bin"], test: ["test.bin"] }, labelBytes: 2 }
const LAYOUTS: Readonly<Record<"single" | "fine" | "coarse", Layout>> = {
  coarse: { ...CIFAR_100, labelAt: 0, classes: 20 },
  fine: { ...CIFAR_100, labelAt: 1, classes: 100 },
  single: CIFAR_10
}

export interface CifarFolder {
  readonly folder: string
  /** The label that CIFAR-100 is learnt by; CIFAR-10 has one alone. */
  readonly labels: "single" | "fine" | "coarse"
}

/** Which of the two lies in a folder, by the names of the files: with the given labels, if it is CIFAR-100. */
export const cifarIn = (folder: string, labels: "fine" | "coarse"): CifarFolder => {
  const hasTwo = existsSync(join(folder, "train.bin")) || existsSync(join(folder, "test.bin"))
  return { folder, labels: hasTwo ? labels : "single" }
}

/** Copies one file's records to their place, from planes to pixels with their channels together. */
const unpack = (bytes: Buffer, layout: Layout, first: number, into: LabelledImages): number | undefined => {
  const record = layout.labelBytes + IMAGE
  for (let at = 0, image = first; at < bytes.length; at += record, image++) {
    const label = bytes[at + layout.labelAt] ?? 0
    if (label >= layout.classes) return label
    into.labels[image] = label
    for (let channel = 0; channel < CHANNELS; channel++) {
      const plane = at + layout.labelBytes + channel * PLANE
      for (let pixel = 0; pixel < PLANE; pixel++)
        into.pixels[image * IMAGE + pixel * CHANNELS + channel] = bytes[plane + pixel] ?? 0
    }
  }
  return undefined
}

const readPart = Effect.fnUntraced(function* (source: CifarFolder, part: Part, expectation: Expectation) {
  const layout = LAYOUTS[source.labels]
  const record = layout.labelBytes + IMAGE
  const files = layout.files[part].map((name) => join(source.folder, name))
  const contents = yield* Effect.forEach(files, (file) => readDataFile(file, expectation))
  const count = contents.reduce((sum, { length }) => sum + Math.floor(length / record), 0)
  const images: LabelledImages = {
    shape: { height: SIDE, width: SIDE, channels: CHANNELS },
    count,
    pixels: new Uint8Array(count * IMAGE),
    labels: new Uint8Array(count)
  }
  let first = 0
  for (const [index, bytes] of contents.entries()) {
    const file = files[index] ?? ""
    if (bytes.length === 0 || bytes.length % record !== 0) {
      return yield* new DatasetError({
        file,
        reason: `it has ${bytes.length} bytes, and ${layout.name} has records of ${record}, so it is cut off or of another kind; fetch it again`
      })
    }
    const stranger = unpack(bytes, layout, first, images)
    if (stranger !== undefined) {
      return yield* new DatasetError({
        file,
        reason: `it has the label ${stranger}, and those of ${layout.name} end at ${layout.classes - 1}, so it is damaged or of another kind; fetch it again`
      })
    }
    first += bytes.length / record
  }
  return images
})

export const cifarBinaryImages = (source: CifarFolder): StoredImages => ({
  format: "cifar-binary",
  files: (part) =>
    Effect.succeed(LAYOUTS[source.labels].files[part].map((name) => join(source.folder, name))),
  read: (part, expectation) => readPart(source, part, expectation)
})
