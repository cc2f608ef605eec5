/** One step of a long short-term memory without peepholes (Hochreiter & Schmidhuber 1997; Gers et al. 2000). */
import * as tf from "@tensorflow/tfjs-core"
import { matrixProduct } from "./matrix-product.ts"

/** Both [n, units]. */
export interface Memory {
  readonly hidden: tf.Tensor2D
  readonly cell: tf.Tensor2D
}

export const emptyMemory = (count: number, units: number): Memory => ({
  hidden: tf.zeros<tf.Rank.R2>([count, units]),
  cell: tf.zeros<tf.Rank.R2>([count, units])
})

const GATES = 4

/** `fed` [n, 4 units] is what the input says to the gates input, forget, output and candidate, in this order. */
export const lstmStep = (fed: tf.Tensor2D, memory: Memory, recurrent: tf.Tensor2D): Memory => {
  const gates = tf.add<tf.Tensor2D>(fed, matrixProduct(memory.hidden, recurrent))
  const [input, forget, output, candidate] = tf.split<tf.Tensor2D>(gates, GATES, 1)
  if (input === undefined || forget === undefined || output === undefined || candidate === undefined) {
    throw new Error("an LSTM cell was fed with other than four gates")
  }
  const kept = tf.mul<tf.Tensor2D>(tf.sigmoid(forget), memory.cell)
  const cell = tf.add<tf.Tensor2D>(kept, tf.mul(tf.sigmoid(input), tf.tanh(candidate)))
  return { cell, hidden: tf.mul<tf.Tensor2D>(tf.sigmoid(output), tf.tanh(cell)) }
}
