/**
 * The LSTM making one sequence of decisions, each fed back before the next. The softmax is taken and the option
 * drawn in double precision, outside of TensorFlow.js, whose random numbers are not ours.
 */
import * as tf from "@tensorflow/tfjs-core"
import { drawOption, logSoftmax } from "../../../domain/categorical-distribution.ts"
import type { Sampled } from "../../../domain/controller.ts"
import type { OptionRange } from "../../../domain/option-range.ts"
import type { RandomStream } from "../../../domain/random-stream.ts"
import { emptyMemory, lstmStep, type Memory } from "./lstm-cell.ts"
import { embeddingRow, START } from "./sequence.ts"
import type { ControllerWeights } from "./weights.ts"

/** Leaves intermediate tensors to the caller's scope. */
export const sampleSequence = (
  weights: ControllerWeights,
  ranges: readonly OptionRange[],
  stream: RandomStream
): Sampled => {
  const [units, gateCount] = weights.input.shape
  // What every input says to the gates, in one product: cheaper than one product a step.
  const fed = tf.add<tf.Tensor2D>(tf.matMul(weights.embeddings, weights.input), weights.bias)
  let memory: Memory = emptyMemory(1, units)
  let row = START
  let logProbability = 0
  const decisions = ranges.map(({ begin, count }) => {
    memory = lstmStep(tf.slice2d(fed, [row, 0], [1, gateCount]), memory, weights.recurrent)
    const logits = tf.add(tf.matMul(memory.hidden, weights.output), weights.outputBias).dataSync()
    const logProbabilities = logSoftmax(logits.subarray(begin, begin + count))
    const option = drawOption(logProbabilities, stream)
    logProbability += logProbabilities[option] ?? 0
    row = embeddingRow(begin + option)
    return option
  })
  return { decisions, logProbability }
}
