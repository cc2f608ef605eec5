/**
 * The LSTM over a whole batch of decision sequences at once: what it gave to the decisions that were made. Rows
 * run by time first: all first decisions, then all second ones, and so on.
 */
import * as tf from "@tensorflow/tfjs-core"
import { type OptionRange, optionPositions } from "../../../domain/option-range.ts"
import { emptyMemory, lstmStep, type Memory } from "./lstm-cell.ts"
import { chosenRows, matrixProduct } from "./matrix-product.ts"
import type { ControllerSize, ControllerWeights } from "./weights.ts"

/** The row of the embeddings that is fed in before the first decision. */
export const START = 0

/** The row of the embeddings that stands for an option, by its position in the flat list. */
export const embeddingRow = (position: number): number => START + 1 + position

/** Added to the logits of options that are not the decision's own; its exponential is exactly 0. */
const EXCLUDED = -1e9

/** The sequences of a batch as tensors, for rows of time × batch. */
export interface Sequences {
  readonly count: number
  readonly steps: number
  /** What is fed in [rows, inputs] and what was chosen [rows, outputs], each as a single 1. */
  readonly fed: tf.Tensor2D
  readonly chosen: tf.Tensor2D
  /** 0 for options of the row's decision, otherwise `EXCLUDED` [rows, outputs]. */
  readonly exclusion: tf.Tensor2D
}

/** Leaves its tensors to the caller's scope. */
export const readSequences = (
  ranges: readonly OptionRange[],
  size: ControllerSize,
  batch: readonly (readonly number[])[]
): Sequences => {
  const count = batch.length
  const rows = ranges.length * count
  const fed = new Float32Array(rows * size.inputs)
  const chosen = new Float32Array(rows * size.outputs)
  const exclusion = new Float32Array(rows * size.outputs).fill(EXCLUDED)
  for (const [sequence, decisions] of batch.entries()) {
    let input = START
    for (const [step, position] of optionPositions(ranges, decisions).entries()) {
      const row = step * count + sequence
      const { begin, count: options } = ranges[step] ?? { begin: 0, count: 0 }
      fed[row * size.inputs + input] = 1
      chosen[row * size.outputs + position] = 1
      exclusion.fill(0, row * size.outputs + begin, row * size.outputs + begin + options)
      input = embeddingRow(position)
    }
  }
  return {
    count,
    steps: ranges.length,
    fed: tf.tensor2d(fed, [rows, size.inputs]),
    chosen: tf.tensor2d(chosen, [rows, size.outputs]),
    exclusion: tf.tensor2d(exclusion, [rows, size.outputs])
  }
}

const sumOfSteps = (values: tf.Tensor2D, { steps, count }: Sequences): tf.Tensor1D =>
  tf.sum<tf.Tensor1D>(tf.reshape(tf.sum(values, 1), [steps, count]), 0)

/** Of each sequence [n]: the logarithm of its probability, and the sum of its decisions' entropies in nats. */
export const judgeSequences = (weights: ControllerWeights, sequences: Sequences) => {
  const { fed, chosen, exclusion, steps, count } = sequences
  const embedded = chosenRows(fed, weights.embeddings)
  const gates = tf.add<tf.Tensor2D>(matrixProduct(embedded, weights.input), weights.bias)
  let memory: Memory = emptyMemory(count, weights.recurrent.shape[0])
  const hidden: tf.Tensor2D[] = []
  for (const input of tf.split<tf.Tensor2D>(gates, steps, 0)) {
    memory = lstmStep(input, memory, weights.recurrent)
    hidden.push(memory.hidden)
  }
  const logits = tf.add(matrixProduct(tf.concat2d(hidden, 0), weights.output), weights.outputBias)
  const logProbabilities = tf.logSoftmax<tf.Tensor2D>(tf.add(logits, exclusion))
  const surprise = tf.mul<tf.Tensor2D>(tf.exp(logProbabilities), logProbabilities)
  return {
    logProbability: sumOfSteps(tf.mul(logProbabilities, chosen), sequences),
    entropy: tf.neg(sumOfSteps(surprise, sequences))
  }
}
