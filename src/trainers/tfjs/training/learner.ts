/**
 * A network that learns: its parameters and the momentum of its optimiser, each as one flat vector on the backend,
 * and the running statistics of its batch normalisations. A step replaces the vectors; no tensor is ever written
 * into, since the wasm backend caches convolution filters by tensor.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Seed } from "../../../domain/random-stream.ts"
import type { TfjsConfig } from "../config.ts"
import { normaliseBatch, normaliseBy, type Statistics } from "../networks/batch-normalisation.ts"
import type { Network, Pass } from "../networks/network-builder.ts"
import { decayMask, flatten, initialValues, unflatten } from "../networks/parameters.ts"
import { rank0 } from "../tensor-rank.ts"
import {
  inheritParameters,
  inheritStatistics,
  type NamedWeights,
  nameWeights
} from "../weights/named-weights.ts"
import { crossEntropy, smoothLabels } from "./classifier-loss.ts"
import { type DropPathConfig, makeDropPath, type Position } from "./drop-path.ts"
import type { ImageBatch } from "./image-batch.ts"
import {
  applyGradient,
  beginOptimiser,
  disposeOptimiser,
  type OptimiserConfig,
  type OptimiserState
} from "./optimiser.ts"

/** Of the running statistics of batch normalisation, a batch. */
const STATISTICS_DECAY = 0.9

export type LearnerConfig = OptimiserConfig &
  DropPathConfig &
  Pick<TfjsConfig, "auxiliaryWeight" | "labelSmoothing">

/** One step of a training. */
export interface StepPlan extends Position {
  readonly learningRate: number
}

export interface Learner {
  /** One optimiser step; gives the loss before it, in nats (NaN or infinite where training has diverged). */
  readonly step: (batch: ImageBatch, plan: StepPlan) => Promise<number>
  /** Logits [n, classes] by the running statistics, which come from a step or are inherited. */
  readonly predict: (images: tf.Tensor4D) => tf.Tensor2D
  /** How many of its parameters it began with are inherited. */
  readonly inheritedParameters: number
  /** What it has learnt so far, by name: parameters and running statistics. */
  readonly weights: () => Promise<NamedWeights>
  readonly dispose: () => void
}

const blend = (old: Float64Array, current: Float64Array): Float64Array =>
  old.map((value, channel) => STATISTICS_DECAY * value + (1 - STATISTICS_DECAY) * (current[channel] ?? 0))

/** Of each batch normalisation; none before the first step, unless they are inherited. */
type RunningStatistics = readonly (Statistics | undefined)[]

/** The running statistics after a batch; where there were none before it, that batch's own. */
const blendStatistics = (running: RunningStatistics, batch: readonly Statistics[]): RunningStatistics =>
  batch.map((current, index) => {
    const old = running[index]
    if (old === undefined) return current
    return { mean: blend(old.mean, current.mean), variance: blend(old.variance, current.variance) }
  })

interface TrainingPass {
  readonly parameters: readonly tf.Tensor[]
  readonly dropPath: Pass["dropPath"]
  readonly auxiliaryWeight: number
  readonly labelSmoothing: number
}

/** Loss, flat gradient and batch statistics of one batch. */
const differentiate = (network: Network, training: TrainingPass, batch: ImageBatch) => {
  const { parameters, dropPath, auxiliaryWeight, labelSmoothing } = training
  const labels = smoothLabels(batch.labels, labelSmoothing)
  const statistics: Statistics[] = []
  const normalise: Pass["normalise"] = (index, x, affine) =>
    normaliseBatch(x, affine, (found) => {
      statistics[index] = found
    })
  const loss = (...values: tf.Tensor[]): tf.Scalar => {
    let auxiliaryLogits: tf.Tensor2D | undefined
    const auxiliary = (logits: tf.Tensor2D): void => {
      auxiliaryLogits = logits
    }
    const logits = network.forward(batch.images, { parameters: values, normalise, dropPath, auxiliary })
    const own = crossEntropy(logits, labels)
    if (auxiliaryLogits === undefined) return own
    return tf.add(own, tf.mul(crossEntropy(auxiliaryLogits, labels), auxiliaryWeight))
  }
  const { value, grads } = tf.valueAndGrads(loss)([...parameters])
  return { loss: rank0(value), gradient: flatten(grads), statistics }
}

const evaluationPass = (parameters: readonly tf.Tensor[], statistics: RunningStatistics): Pass => ({
  parameters,
  normalise: (index, x, affine) => {
    const running = statistics[index]
    if (running === undefined) throw new Error("a network was evaluated before its first training step")
    return normaliseBy(x, affine, running)
  }
})

const NO_WEIGHTS: NamedWeights = new Map()

/**
 * Begins with the parameters and statistics that it inherits, and draws the others by `seed`. The optimiser
 * begins anew in any case. `dispose` must be called at the end.
 */
export const makeLearner = (
  network: Network,
  config: LearnerConfig,
  seed: Seed,
  inherited: NamedWeights = NO_WEIGHTS
): Learner => {
  const shapes = network.parameters.map(({ shape }) => shape)
  const mask = tf.tensor1d(decayMask(network.parameters))
  const beginning = initialValues(network.parameters, seed)
  const inheritedParameters = inheritParameters(network, inherited, beginning)
  const parameters = tf.tensor1d(beginning)
  let state: OptimiserState = beginOptimiser(parameters, config)
  let statistics: RunningStatistics = inheritStatistics(network, inherited)

  const step = async (batch: ImageBatch, plan: StepPlan): Promise<number> => {
    const { learningRate } = plan
    const dropPath = makeDropPath(config, network.paths, seed, plan)
    let found: readonly Statistics[] = []
    const { loss, ...next } = tf.tidy(() => {
      const parameters = unflatten(state.parameters, shapes)
      const { auxiliaryWeight, labelSmoothing } = config
      const training = { parameters, dropPath, auxiliaryWeight, labelSmoothing }
      const { gradient, ...rest } = differentiate(network, training, batch)
      found = rest.statistics
      return { loss: rest.loss, ...applyGradient(state, gradient, mask, { ...config, learningRate }) }
    })
    disposeOptimiser(state)
    state = next
    statistics = blendStatistics(statistics, found)
    const [value = Number.NaN] = await loss.data()
    loss.dispose()
    return value
  }

  const predict = (images: tf.Tensor4D): tf.Tensor2D =>
    tf.tidy(() => network.forward(images, evaluationPass(unflatten(state.parameters, shapes), statistics)))

  const weights = async (): Promise<NamedWeights> =>
    nameWeights(network, Float32Array.from(await state.parameters.data()), statistics)

  const dispose = (): void => {
    disposeOptimiser(state)
    mask.dispose()
  }
  return { step, predict, inheritedParameters, weights, dispose }
}
