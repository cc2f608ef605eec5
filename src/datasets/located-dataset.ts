/** A configured data set where it lies: its files, how to read them, and what they must hold. */
import { existsSync } from "node:fs"
import type { Effect } from "effect"
import type { DatasetConfig, DatasetName } from "./dataset-config.ts"
import type { DatasetError } from "./dataset-error.ts"
import { cifarBinaryImages, cifarIn } from "./formats/cifar-binary.ts"
import { cifarSpriteImages } from "./formats/cifar-sprites.ts"
import { idxImages } from "./formats/idx.ts"
import { folderImages } from "./formats/image-folder.ts"
import { KNOWN_FILES } from "./known-files.ts"
import type { LabelledImages } from "./labelled-images.ts"
import { namedDataset } from "./named-datasets.ts"
import type { Expectation } from "./read-data-file.ts"
import type { Part, StoredImages } from "./stored-images.ts"

export interface LocatedDataset {
  /** As the configuration names it, or the name of its format. */
  readonly name: string
  readonly stored: StoredImages
  readonly expectation: Expectation
}

const storedIn = (config: Exclude<DatasetConfig, DatasetName>): StoredImages => {
  switch (config.format) {
    case "idx":
      return idxImages({
        training: { images: config.trainImages, labels: config.trainLabels },
        test: { images: config.testImages, labels: config.testLabels }
      })
    case "cifar-binary":
      return cifarBinaryImages(cifarIn(config.folder, config.labels))
    case "cifar-sprites":
      return cifarSpriteImages(config.folder)
    case "folder":
      return folderImages(config)
  }
}

const locateNamed = (name: DatasetName): LocatedDataset => {
  const { places, remedy } = namedDataset(name)
  // Where it lies in no place, the error of reading names the last one.
  const place = places.find(({ sign }) => existsSync(sign)) ?? places.at(-1)
  if (place === undefined) throw new Error(`the data set ${name} has no place to lie in`)
  return {
    name,
    stored: place.stored,
    expectation: { remedy, checksums: KNOWN_FILES[name] }
  }
}

/** Its files need not exist. */
export const locateDataset = (config: DatasetConfig): LocatedDataset =>
  typeof config === "string"
    ? locateNamed(config)
    : {
        name: config.format,
        stored: storedIn(config),
        expectation: { remedy: "correct the path in evaluator.dataset of the configuration" }
      }

export const readImages = (
  { stored, expectation }: LocatedDataset,
  part: Part
): Effect.Effect<LabelledImages, DatasetError> => stored.read(part, expectation)
