/**
 * One step of Adam (Kingma & Ba 2015, algorithm 1) over a flat vector, as a pure function: TensorFlow.js' own
 * optimiser keeps its moments to itself, and a controller's parameters must hold them.
 */
import * as tf from "@tensorflow/tfjs-core"

const FIRST_DECAY = 0.9
const SECOND_DECAY = 0.999
const EPSILON = 1e-8

/** A type and no interface, so that `tf.tidy` can look for tensors in it. */
export type AdamState = {
  readonly weights: tf.Tensor1D
  /** Running means of the gradient and of its square. */
  readonly first: tf.Tensor1D
  readonly second: tf.Tensor1D
  /** Steps made so far. */
  readonly steps: number
}

const blend = (old: tf.Tensor1D, current: tf.Tensor1D, decay: number): tf.Tensor1D =>
  tf.add<tf.Tensor1D>(tf.mul(old, decay), tf.mul(current, 1 - decay))

/** A step downhill. */
export const adamStep = (state: AdamState, gradient: tf.Tensor1D, learningRate: number): AdamState => {
  const steps = state.steps + 1
  const first = blend(state.first, gradient, FIRST_DECAY)
  const second = blend(state.second, tf.square(gradient), SECOND_DECAY)
  const mean = tf.mul(first, learningRate / (1 - FIRST_DECAY ** steps))
  const deviation = tf.sqrt(tf.mul(second, 1 / (1 - SECOND_DECAY ** steps)))
  const weights = tf.sub<tf.Tensor1D>(state.weights, tf.div(mean, tf.add(deviation, EPSILON)))
  return { weights, first, second, steps }
}
