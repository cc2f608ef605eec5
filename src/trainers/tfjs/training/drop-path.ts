/**
 * ScheduledDropPath (Zoph et al. 2018, after Larsson et al. 2017): in training, a path of a cell is dropped for some of
 * the images of a batch, and counts more for the others, so that what is expected of it stays the same.
 *
 * The masks come from the individual's seed, one stream for each path of each step, so that a training repeats itself
 * to the bit; those of TensorFlow.js do not.
 */
import * as tf from "@tensorflow/tfjs-core"
import { randomStream, type Seed } from "../../../domain/random-stream.ts"
import type { TfjsConfig } from "../config.ts"
import type { Pass } from "../networks/network-builder.ts"

export type DropPathConfig = Pick<TfjsConfig, "dropPathKeep" | "dropPathSchedule">

/** Where a training stands. */
export interface Position {
  /** The step, from 0. */
  readonly step: number
  readonly steps: number
}

/** The probability with which a path at `depth`, in (0, 1], is kept in this step. */
export const keepProbability = (
  { dropPathKeep, dropPathSchedule }: DropPathConfig,
  depth: number,
  { step, steps }: Position
): number => {
  const byDepth = dropPathSchedule === "step" ? 1 : depth
  const byStep = dropPathSchedule === "depth" ? 1 : step / steps
  return 1 - byDepth * byStep * (1 - dropPathKeep)
}

/** For each image 0 with probability 1 - keep, otherwise 1 / keep: 1 on average. */
export const dropMask = (
  seed: Seed,
  path: number,
  images: { readonly count: number; readonly keep: number }
): Float32Array => {
  const { count, keep } = images
  const stream = randomStream(seed, "drop-path", path)
  return Float32Array.from({ length: count }, () => (stream.unit() < keep ? 1 / keep : 0))
}

/** Multiplies each image of x [n, h, w, c] by its own number, factors [n, 1]. */
export const scaleImages = (x: tf.Tensor4D, factors: tf.Tensor2D): tf.Tensor4D => {
  const [count, height, width, channels] = x.shape
  const rows = tf.reshape<tf.Rank.R2>(x, [count, height * width * channels])
  return tf.reshape<tf.Rank.R4>(tf.mul<tf.Tensor2D>(rows, factors), x.shape)
}

/** What drops the paths of a network in one step, with the factors of each of them. */
export const dropPathBy =
  (factors: readonly tf.Tensor2D[]): NonNullable<Pass["dropPath"]> =>
  (index, x) => {
    const ofPath = factors[index]
    if (ofPath === undefined) throw new Error(`path ${index} of a network has no factors to be dropped by`)
    return scaleImages(x, ofPath)
  }

export interface DropPathStep extends Position {
  readonly seed: Seed
  /** Images in the batch. */
  readonly count: number
}

/** The factors of each path, whose depths are given, [count, 1] each; none where no path is ever dropped. */
export const drawPathFactors = (
  config: DropPathConfig,
  depths: readonly number[],
  { seed, count, step, steps }: DropPathStep
): readonly tf.Tensor2D[] => {
  if (config.dropPathKeep === 1) return []
  return depths.map((depth, index) => {
    const keep = keepProbability(config, depth, { step, steps })
    return tf.tensor2d(dropMask(seed, step * depths.length + index, { count, keep }), [count, 1])
  })
}
