/**
 * The running statistics of a network's batch normalisations: one flat vector, all means and then all variances, in
 * the order of the normalisations, so that a step blends a batch's into them with few operations however many
 * layers there are.
 */
import * as tf from "@tensorflow/tfjs-core"
import { VARIANCE_EPSILON } from "../operations/batch-normalisation.ts"
import { scaleAndShift } from "../operations/scale-and-shift.ts"
import { rank1 } from "../tensor-rank.ts"
import type { Affine, NormalisationSpecification } from "./network-builder.ts"

/** What a batch leaves of the statistics before it. */
export const STATISTICS_DECAY = 0.9

/** Of one batch normalisation, [c] each. */
export interface Statistics {
  readonly mean: tf.Tensor1D
  readonly variance: tf.Tensor1D
}

/** One flat vector of the statistics of a batch, in the order of the normalisations. */
export const joinStatistics = (statistics: readonly Statistics[]): tf.Tensor1D | undefined =>
  statistics.length === 0
    ? undefined
    : tf.concat1d([...statistics.map(({ mean }) => mean), ...statistics.map(({ variance }) => variance)])

/** `decay` is one number each: 0 where there were no statistics before this batch. */
export const blendStatistics = (running: tf.Tensor1D, batch: tf.Tensor1D, decay: tf.Tensor1D): tf.Tensor1D =>
  tf.add<tf.Tensor1D>(
    tf.mul<tf.Tensor1D>(running, decay),
    tf.mul<tf.Tensor1D>(batch, tf.sub<tf.Tensor1D>(1, decay))
  )

/**
 * The statistics as factor and shift of each normalisation, from which x is normalised in one operation. There are none
 * where nothing is normalised.
 */
export const evaluationNormalise = (
  specifications: readonly NormalisationSpecification[],
  running: tf.Tensor1D | undefined
): ((index: number, x: tf.Tensor4D, affine: Affine) => tf.Tensor4D) => {
  const lengths = specifications.map(({ channels }) => channels)
  const parts = running === undefined ? [] : tf.split(running, [...lengths, ...lengths])
  return (index, x, { scale, offset }) => {
    const mean = rank1(parts[index])
    const variance = rank1(parts[index + lengths.length])
    const factor = tf.mul<tf.Tensor1D>(scale, tf.rsqrt(tf.add<tf.Tensor1D>(variance, VARIANCE_EPSILON)))
    return scaleAndShift(x, factor, tf.sub<tf.Tensor1D>(offset, tf.mul<tf.Tensor1D>(mean, factor)))
  }
}
