/**
 * The loss of proximal policy optimisation (Schulman et al. 2017, arXiv 1707.06347, eq. 7), with a bonus for entropy:
 * minus the batch's mean of min(r A, clip(r, 1 - ε, 1 + ε) A) + entropyWeight × entropy, where r is how many times
 * more probable a genome is now than when it was sampled, and A its advantage. A genome is one action here, since it
 * has one reward, so r is the ratio for its whole sequence of decisions.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank0 } from "../tensor-rank.ts"

export interface ObjectiveConfig {
  /** The ε of the paper. */
  readonly clip: number
  readonly entropyWeight: number
}

/** All [n], one for each genome of the batch. */
export interface Judgement {
  readonly logProbability: tf.Tensor1D
  readonly entropy: tf.Tensor1D
}

export interface Reward {
  /** As it was when the genome was sampled. */
  readonly logProbability: tf.Tensor1D
  readonly advantage: tf.Tensor1D
}

/** Keeps the ratio finite in single precision; far outside of any clip, so that it changes no gradient but one of e^20. */
const LOG_RATIO_MAX = 20

/** How many times more probable than when they were sampled [n]. */
export const probabilityRatio = (now: tf.Tensor1D, then: tf.Tensor1D): tf.Tensor1D =>
  tf.exp(tf.clipByValue(tf.sub<tf.Tensor1D>(now, then), -LOG_RATIO_MAX, LOG_RATIO_MAX))

export const clippedLoss = (judgement: Judgement, reward: Reward, config: ObjectiveConfig): tf.Scalar => {
  const ratio = probabilityRatio(judgement.logProbability, reward.logProbability)
  const clipped = tf.clipByValue(ratio, 1 - config.clip, 1 + config.clip)
  const gain = tf.minimum(tf.mul(ratio, reward.advantage), tf.mul(clipped, reward.advantage))
  const bonus = tf.mul(judgement.entropy, config.entropyWeight)
  return rank0(tf.neg(tf.mean(tf.add(gain, bonus))))
}
