/**
 * Optimisers on flat vectors. The gradient is clipped, first by its norm and then number by number, and weight decay
 * is added to it: the gradient g below.
 *
 * - momentum: velocity <- m velocity + g; parameters <- parameters - rate velocity
 * - nesterov: the same velocity; parameters <- parameters - rate (g + m velocity)
 * - sgd: momentum with m = 0
 * - rmsprop: square <- d square + (1 - d) g²; velocity <- m velocity + rate g / sqrt(square + epsilon);
 *   parameters <- parameters - velocity. As TensorFlow's `RMSPropOptimizer`, on which the papers trained: epsilon is
 *   inside the root, the rate is part of the velocity, and the mean of squares begins at 1.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { TfjsConfig } from "../config.ts"
import { rank1 } from "../tensor-rank.ts"
import type { NamedTensor, NamedWeights } from "../weights/named-weights.ts"

const NORM_MIN = 1e-12

export type OptimiserConfig = Pick<
  TfjsConfig,
  | "optimiser"
  | "momentum"
  | "rmspropDecay"
  | "rmspropEpsilon"
  | "weightDecay"
  | "gradientClip"
  | "gradientClipValue"
>

/** The vectors that a step replaces. */
export interface OptimiserState {
  readonly parameters: tf.Tensor1D
  readonly velocity: tf.Tensor1D
  /** The running mean of squared gradients; of "rmsprop" alone. */
  readonly meanSquare?: tf.Tensor1D
}

/** The vectors beside the parameters, by the names that they are kept under. */
export const keptOptimiser = async ({ velocity, meanSquare }: OptimiserState): Promise<NamedWeights> => {
  const kept = new Map<string, NamedTensor>()
  for (const [name, vector] of Object.entries({ velocity, meanSquare }))
    if (vector !== undefined)
      kept.set(name, { shape: vector.shape, values: Float32Array.from(await vector.data()) })
  return kept
}

/** Takes the parameters over, and goes on with what was kept of a training that was broken off, if anything was. */
export const beginOptimiser = (
  parameters: tf.Tensor1D,
  { optimiser }: Pick<OptimiserConfig, "optimiser">,
  kept: NamedWeights = new Map()
): OptimiserState => {
  const vector = (name: string, otherwise: (like: tf.Tensor1D) => tf.Tensor1D): tf.Tensor1D => {
    const found = kept.get(name)
    return found === undefined ? otherwise(parameters) : tf.tensor1d(Float32Array.from(found.values))
  }
  const velocity = vector("velocity", tf.zerosLike)
  return optimiser === "rmsprop"
    ? { parameters, velocity, meanSquare: vector("meanSquare", tf.onesLike) }
    : { parameters, velocity }
}

/** The vectors of a state in a fixed order, the parameters first; `optimiserOf` is the way back. */
export const optimiserVectors = ({ parameters, velocity, meanSquare }: OptimiserState): tf.Tensor1D[] =>
  meanSquare === undefined ? [parameters, velocity] : [parameters, velocity, meanSquare]

export const optimiserOf = ([parameters, velocity, meanSquare]: readonly (
  | tf.Tensor
  | undefined
)[]): OptimiserState => {
  const state = { parameters: rank1(parameters), velocity: rank1(velocity) }
  return meanSquare === undefined ? state : { ...state, meanSquare: rank1(meanSquare) }
}

const clipNorm = (gradient: tf.Tensor1D, normMax: number): tf.Tensor1D => {
  if (normMax === 0) return gradient
  const norm = tf.sqrt(tf.sum(tf.square(gradient)))
  return tf.mul<tf.Tensor1D>(gradient, tf.minimum(1, tf.div(normMax, tf.maximum(norm, NORM_MIN))))
}

const clipValues = (gradient: tf.Tensor1D, valueMax: number): tf.Tensor1D =>
  valueMax === 0 ? gradient : tf.clipByValue(gradient, -valueMax, valueMax)

type StepConfig = OptimiserConfig & { readonly learningRate: tf.Scalar | number }

/** One step; `mask` is 1 where weight decay applies and 0 elsewhere. To be called within a tidy. */
export const applyGradient = (
  state: OptimiserState,
  gradient: tf.Tensor1D,
  mask: tf.Tensor1D,
  config: StepConfig
): OptimiserState => {
  const clipped = clipValues(clipNorm(gradient, config.gradientClip), config.gradientClipValue)
  const decayed =
    config.weightDecay === 0
      ? clipped
      : tf.add<tf.Tensor1D>(clipped, tf.mul(tf.mul(state.parameters, mask), config.weightDecay))
  return state.meanSquare === undefined
    ? descend(state, decayed, config)
    : descendBySquares(state, state.meanSquare, decayed, config)
}

const descend = (state: OptimiserState, gradient: tf.Tensor1D, config: StepConfig): OptimiserState => {
  const { learningRate, optimiser } = config
  const momentum = optimiser === "sgd" ? 0 : config.momentum
  const velocity = tf.add<tf.Tensor1D>(tf.mul(state.velocity, momentum), gradient)
  const direction = optimiser === "nesterov" ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity
  return {
    parameters: tf.sub<tf.Tensor1D>(state.parameters, tf.mul(direction, learningRate)),
    velocity
  }
}

const descendBySquares = (
  { parameters, velocity: before }: OptimiserState,
  squaresBefore: tf.Tensor1D,
  gradient: tf.Tensor1D,
  { learningRate, momentum, rmspropDecay, rmspropEpsilon }: StepConfig
): OptimiserState => {
  const meanSquare = tf.add<tf.Tensor1D>(
    tf.mul(squaresBefore, rmspropDecay),
    tf.mul(tf.square(gradient), 1 - rmspropDecay)
  )
  const scaled = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(meanSquare, rmspropEpsilon)))
  const velocity = tf.add<tf.Tensor1D>(tf.mul(before, momentum), scaled)
  return { parameters: tf.sub<tf.Tensor1D>(parameters, velocity), velocity, meanSquare }
}
