/**
 * A network that learns: its parameters, the momentum of its optimiser and the running statistics of its batch
 * normalisations, each as one flat vector on the backend. A step replaces the vectors; no tensor is ever written
 * into, since the wasm backend caches convolution filters by tensor.
 *
 * Stochastic gradient descent with momentum: velocity <- m velocity + gradient, parameters <- parameters -
 * rate velocity, where the gradient is clipped to a largest norm and weight decay is added to it.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Seed } from "../../domain/random-stream.ts"
import { normaliseBatch, normaliseBy, type Statistics } from "./batch-normalisation.ts"
import { crossEntropy } from "./classifier-loss.ts"
import type { TfjsConfig } from "./config.ts"
import type { ImageBatch } from "./image-batch.ts"
import type { Network, Pass } from "./network-builder.ts"
import { decayMask, flatten, initialValues, unflatten } from "./parameters.ts"
import { rank0, rank1, rank4 } from "./tensor-rank.ts"

/** Of the running statistics of batch normalisation, a batch. */
const STATISTICS_DECAY = 0.9

const NORM_MIN = 1e-12

export type OptimiserConfig = Pick<TfjsConfig, "momentum" | "weightDecay" | "gradientClip">

export interface Learner {
  /** One optimiser step; gives the loss before it, in nats (NaN or infinite where training has diverged). */
  readonly step: (batch: ImageBatch, learningRate: number) => Promise<number>
  /** Logits [n, classes] by the running statistics; at least one step must have been made. */
  readonly predict: (images: tf.Tensor4D) => tf.Tensor2D
  readonly dispose: () => void
}

/** The vectors that a step replaces. */
interface State {
  readonly parameters: tf.Tensor1D
  readonly velocity: tf.Tensor1D
  /** Mean and variance of each batch normalisation in turn; the first batch's own after the first step. */
  readonly statistics: tf.Tensor1D | undefined
}

const disposeState = (state: State): void => {
  tf.dispose([state.parameters, state.velocity])
  state.statistics?.dispose()
}

const clip = (gradient: tf.Tensor1D, normMax: number): tf.Tensor1D => {
  if (normMax === 0) return gradient
  const norm = tf.sqrt(tf.sum(tf.square(gradient)))
  return tf.mul<tf.Tensor1D>(gradient, tf.minimum(1, tf.div(normMax, tf.maximum(norm, NORM_MIN))))
}

const blend = (old: tf.Tensor1D | undefined, current: tf.Tensor1D): tf.Tensor1D =>
  old === undefined
    ? current
    : tf.add<tf.Tensor1D>(tf.mul(old, STATISTICS_DECAY), tf.mul(current, 1 - STATISTICS_DECAY))

const applyGradient = (
  state: State,
  gradient: tf.Tensor1D,
  mask: tf.Tensor1D,
  config: OptimiserConfig & { readonly learningRate: number }
): Pick<State, "parameters" | "velocity"> => {
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

/** Loss, flat gradient and flat batch statistics of one batch. */
const differentiate = (network: Network, parameters: readonly tf.Tensor[], batch: ImageBatch) => {
  const kept: Statistics[] = []
  try {
    const loss = (...values: tf.Tensor[]): tf.Scalar => {
      const normalise: Pass["normalise"] = (index, x, affine) =>
        normaliseBatch(x, affine, (statistics) => {
          kept[index] = statistics
        })
      return crossEntropy(network.forward(batch.images, { parameters: values, normalise }), batch.labels)
    }
    const { value, grads } = tf.valueAndGrads(loss)([...parameters])
    const statistics = flatten(kept.flatMap(({ mean, variance }) => [mean, variance]))
    return { loss: rank0(value), gradient: flatten(grads), statistics }
  } finally {
    for (const { mean, variance } of kept) tf.dispose([mean, variance])
  }
}

const evaluationPass = (
  network: Network,
  parameters: readonly tf.Tensor[],
  statistics: tf.Tensor1D
): Pass => {
  const shapes = network.normalisations.flatMap((channels) => [[channels], [channels]])
  const parts = unflatten(statistics, shapes)
  return {
    parameters,
    normalise: (index, x, affine) =>
      normaliseBy(x, affine, { mean: rank1(parts[2 * index]), variance: rank1(parts[2 * index + 1]) })
  }
}

/** Begins with parameters drawn by `seed`. `dispose` must be called at the end. */
export const makeLearner = (network: Network, config: OptimiserConfig, seed: Seed): Learner => {
  const shapes = network.parameters.map(({ shape }) => shape)
  const mask = tf.tensor1d(decayMask(network.parameters))
  const parameters = tf.tensor1d(initialValues(network.parameters, seed))
  let state: State = { parameters, velocity: tf.zerosLike(parameters), statistics: undefined }

  const step = async (batch: ImageBatch, learningRate: number): Promise<number> => {
    const { loss, next } = tf.tidy(() => {
      const found = differentiate(network, unflatten(state.parameters, shapes), batch)
      const moved = applyGradient(state, found.gradient, mask, { ...config, learningRate })
      return { loss: found.loss, next: { ...moved, statistics: blend(state.statistics, found.statistics) } }
    })
    disposeState(state)
    state = next
    const [value = Number.NaN] = await loss.data()
    loss.dispose()
    return value
  }

  const predict = (images: tf.Tensor4D): tf.Tensor2D => {
    const { statistics } = state
    if (statistics === undefined) throw new Error("a network was evaluated before its first training step")
    return tf.tidy(() =>
      network.forward(rank4(images), evaluationPass(network, unflatten(state.parameters, shapes), statistics))
    )
  }

  const dispose = (): void => {
    disposeState(state)
    mask.dispose()
  }
  return { step, predict, dispose }
}
