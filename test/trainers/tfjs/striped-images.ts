/**
 * A small data set that a network can learn in seconds: 10x10 images of noise with a bright bar, whose place and
 * direction are the class (four classes). Written as idx files.
 */
import { randomStream } from "../../../src/domain/random-stream.ts"
import { idxBytes, type TemporaryFolder } from "../../datasets/idx-fixtures.ts"

const SIDE = 10

const drawImage = (seed: number, index: number): Uint8Array => {
  const stream = randomStream(seed, "striped-image", index)
  const kind = index % 4
  const place = 1 + stream.below(3) + (kind % 2) * 4
  return Uint8Array.from({ length: SIDE * SIDE }, (_, position) => {
    const line = kind < 2 ? Math.floor(position / SIDE) : position % SIDE
    return stream.below(100) + (line === place ? 150 : 0)
  })
}

const write = (folder: TemporaryFolder, name: string, count: number, seed: number) => {
  const images = Buffer.concat(Array.from({ length: count }, (_, index) => drawImage(seed, index)))
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 4)
  return {
    images: folder.write(`${name}-images`, idxBytes([count, SIDE, SIDE], images)),
    labels: folder.write(`${name}-labels`, idxBytes([count], labels))
  }
}

/** The config of the data set, written into the folder: 400 images to train and validate on, and 100 to test on. */
export const stripedDataset = (folder: TemporaryFolder) => {
  const train = write(folder, "train", 400, 1)
  const heldOut = write(folder, "test", 100, 2)
  return {
    format: "idx",
    trainImages: train.images,
    trainLabels: train.labels,
    testImages: heldOut.images,
    testLabels: heldOut.labels
  }
}
