/**
 * Stochastic gradient descent with momentum: velocity <- m velocity + gradient, parameters <- parameters -
 * rate velocity, where the gradient is clipped to a largest norm and weight decay is added to it.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { TfjsConfig } from "../config.ts"

const NORM_MIN = 1e-12

export type OptimiserConfig = Pick<TfjsConfig, "momentum" | "weightDecay" | "gradientClip">

/** The vectors that a step replaces. */
export interface OptimiserState {
  readonly parameters: tf.Tensor1D
  readonly velocity: tf.Tensor1D
}

const clip = (gradient: tf.Tensor1D, normMax: number): tf.Tensor1D => {
  if (normMax === 0) return gradient
  const norm = tf.sqrt(tf.sum(tf.square(gradient)))
  return tf.mul<tf.Tensor1D>(gradient, tf.minimum(1, tf.div(normMax, tf.maximum(norm, NORM_MIN))))
}

export const applyGradient = (
  state: OptimiserState,
  gradient: tf.Tensor1D,
  mask: tf.Tensor1D,
  config: OptimiserConfig & { readonly learningRate: number }
): OptimiserState => {
  const clipped = clip(gradient, config.gradientClip)
  const decayed =
    config.weightDecay === 0
      ? clipped
      : tf.add<tf.Tensor1D>(clipped, tf.mul(tf.mul(state.parameters, mask), config.weightDecay))
  const velocity = tf.add<tf.Tensor1D>(tf.mul(state.velocity, config.momentum), decayed)
  return {
    parameters: tf.sub<tf.Tensor1D>(state.parameters, tf.mul(velocity, config.learningRate)),
    velocity
  }
}
