/** What the LSTM controller learns from one batch: a few steps of Adam on the clipped loss of all of it. */
import * as tf from "@tensorflow/tfjs-core"
import type { Experience, Learned } from "../../../domain/controller.ts"
import type { OptionRange } from "../../../domain/option-range.ts"
import { flatten, unflatten } from "../networks/parameters.ts"
import { type AdamState, adamStep } from "./adam.ts"
import { clippedLoss, type ObjectiveConfig, probabilityRatio, type Reward } from "./clipped-objective.ts"
import { writeState } from "./parameter-vector.ts"
import { judgeSequences, readSequences, type Sequences } from "./sequence.ts"
import { type ControllerSize, nameWeights, weightShapes } from "./weights.ts"

export interface LearningConfig extends ObjectiveConfig {
  /** Of Adam. */
  readonly learningRate: number
  /** Gradient steps on each batch. */
  readonly epochs: number
}

export interface Lesson {
  readonly size: ControllerSize
  readonly ranges: readonly OptionRange[]
  readonly batch: readonly Experience[]
}

const rewardOf = (batch: readonly Experience[]): Reward => ({
  logProbability: tf.tensor1d(
    batch.map(({ logProbability }) => logProbability),
    "float32"
  ),
  advantage: tf.tensor1d(
    batch.map(({ advantage }) => advantage),
    "float32"
  )
})

const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()]

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

type Step = {
  readonly state: AdamState
  /** All as they were before the step. */
  readonly loss: number
  readonly entropy: number
  /** The share of the batch whose probability has left the clip. */
  readonly clipped: number
}

const step = (
  state: AdamState,
  size: ControllerSize,
  sequences: Sequences,
  reward: Reward,
  config: LearningConfig
): Step => {
  const shapes = weightShapes(size)
  let entropy: readonly number[] = []
  let ratios: readonly number[] = []
  const loss = (...weights: tf.Tensor[]): tf.Scalar => {
    const judgement = judgeSequences(nameWeights(weights), sequences)
    entropy = numbers(judgement.entropy)
    ratios = numbers(probabilityRatio(judgement.logProbability, reward.logProbability))
    return clippedLoss(judgement, reward, config)
  }
  const { value, grads } = tf.valueAndGrads(loss)([...unflatten(state.weights, shapes)])
  const outside = ratios.filter((ratio) => Math.abs(ratio - 1) > config.clip)
  return {
    state: adamStep(state, flatten(grads), config.learningRate),
    loss: mean(numbers(value)),
    entropy: mean(entropy),
    clipped: outside.length / ratios.length
  }
}

/** Leaves tensors to the caller's scope. */
export const learn = (
  initial: AdamState,
  { size, ranges, batch }: Lesson,
  config: LearningConfig
): Learned => {
  const sequences = readSequences(
    ranges,
    size,
    batch.map(({ decisions }) => decisions)
  )
  const reward = rewardOf(batch)
  let last = step(initial, size, sequences, reward, config)
  const { loss, entropy } = last
  for (let epoch = 1; epoch < config.epochs; epoch++) {
    const { state } = last
    last = tf.tidy(() => step(state, size, sequences, reward, config))
  }
  return { parameters: writeState(last.state), figures: { loss, entropy, clipped: last.clipped } }
}
