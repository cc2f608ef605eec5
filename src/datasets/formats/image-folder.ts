/**
 * A folder of images a class: `train/CLASS/*.png` and `test/CLASS/*.png`, or `CLASS/*.png` alone, of which a share of
 * each class is held out for the test. That share depends on the files' names alone, so that no seed ever lets a search
 * see a test image. Classes are numbered in the order of their names.
 */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { randomStream } from "../../domain/random-stream.ts"
import { DatasetError } from "../dataset-error.ts"
import { CLASSES_MAX, type LabelledImages } from "../labelled-images.ts"
import { permutation } from "../permutation.ts"
import { type Expectation, readDataFile } from "../read-data-file.ts"
import type { Part, StoredImages } from "../stored-images.ts"
import { decodeImage } from "./decode-image.ts"

export interface ImageFolder {
  readonly folder: string
  /** Height and width that images are brought to, in pixels. */
  readonly size: number
  readonly testShare: number
}

interface ImageFile {
  readonly file: string
  readonly label: number
}

const CHANNELS = 3
const IMAGE_NAME = /\.(png|jpe?g|webp)$/i
const TEST_SEED = 1
/** Images decoded at once. */
const CONCURRENCY = 4

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const entries = (folder: string, wanted: "folders" | "images"): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith("."))
    .filter((entry) =>
      wanted === "images" ? !entry.isDirectory() && IMAGE_NAME.test(entry.name) : entry.isDirectory()
    )
    .map(({ name }) => name)
    .sort(byName)

const refuse = (file: string, reason: string): never => {
  throw new DatasetError({ file, reason })
}

/** The classes' names, in the order of their numbers. */
const classesIn = (folder: string, classesMin = 2): readonly string[] => {
  const classes = existsSync(folder) ? entries(folder, "folders") : refuse(folder, "there is no such folder")
  if (classes.length < classesMin)
    return refuse(
      folder,
      `it should have a folder of images for each class, and at least ${classesMin} of them`
    )
  if (classes.length > CLASSES_MAX)
    return refuse(folder, `it has ${classes.length} classes, and ${CLASSES_MAX} are the most there can be`)
  return classes
}

const filesOf = (folder: string, classes: readonly string[], known: readonly string[]): ImageFile[][] =>
  classes.map((name) => {
    const label = known.indexOf(name)
    const inside = join(folder, name)
    if (label < 0) refuse(inside, "there is no class of this name among the training images; rename it")
    const images = entries(inside, "images")
    if (images.length === 0) refuse(inside, "it has no image (png, jpg, jpeg, webp); add some, or remove it")
    return images.map((image) => ({ file: join(inside, image), label }))
  })

/** At least one image of a class is on either side. */
const testCount = (count: number, share: number): number =>
  Math.min(Math.max(1, Math.round(count * share)), count - 1)

const share = (files: readonly ImageFile[], part: Part, testShare: number, folder: string): ImageFile[] => {
  const [{ label, file } = { label: 0, file: folder }] = files
  if (files.length < 2)
    refuse(file, "it is the only image of its class, which needs at least two: one to learn, one to test")
  const order = permutation(files.length, randomStream(TEST_SEED, "folder-test", label))
  const held = new Set(order.subarray(0, testCount(files.length, testShare)))
  return files.filter((_, index) => held.has(index) === (part === "test"))
}

/** Throws DatasetError. */
const listPart = ({ folder, testShare }: ImageFolder, part: Part): readonly ImageFile[] => {
  const [train, test] = [join(folder, "train"), join(folder, "test")]
  if (existsSync(train) && existsSync(test)) {
    const known = classesIn(train)
    return filesOf(part === "test" ? test : train, part === "test" ? classesIn(test, 1) : known, known).flat()
  }
  const whole = existsSync(train) ? train : folder
  const known = classesIn(whole)
  return filesOf(whole, known, known).flatMap((files) => share(files, part, testShare, whole))
}

const list = (source: ImageFolder, part: Part): Effect.Effect<readonly ImageFile[], DatasetError> =>
  Effect.try({
    try: () => listPart(source, part),
    catch: (cause) =>
      cause instanceof DatasetError
        ? cause
        : new DatasetError({ file: source.folder, reason: `it cannot be read (${String(cause)})` })
  })

const readPart = Effect.fnUntraced(function* (source: ImageFolder, part: Part, expectation: Expectation) {
  const { size } = source
  const files = yield* list(source, part)
  const imageSize = size * size * CHANNELS
  const pixels = new Uint8Array(files.length * imageSize)
  yield* Effect.forEach(
    files,
    ({ file }, index) =>
      readDataFile(file, expectation).pipe(
        Effect.flatMap((bytes) => decodeImage(bytes, file, size)),
        Effect.map((image) => pixels.set(image.pixels, index * imageSize))
      ),
    { concurrency: CONCURRENCY, discard: true }
  )
  const images: LabelledImages = {
    shape: { height: size, width: size, channels: CHANNELS },
    count: files.length,
    pixels,
    labels: Uint8Array.from(files, ({ label }) => label)
  }
  return images
})

export const folderImages = (source: ImageFolder): StoredImages => ({
  format: "folder",
  files: (part) => Effect.map(list(source, part), (files) => files.map(({ file }) => file)),
  read: (part, expectation) => readPart(source, part, expectation)
})
