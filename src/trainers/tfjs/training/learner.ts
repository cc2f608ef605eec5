/**
 * A network that learns: its parameters and the momentum of its optimiser, each as one flat vector on the backend,
 * and the running statistics of its batch normalisations. A step replaces the vectors; no tensor is ever written
 * into, since the wasm backend caches convolution filters by tensor.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Seed } from "../../../domain/random-stream.ts"
import type { TfjsConfig } from "../config.ts"
import type { Network, Pass } from "../networks/network-builder.ts"
import { decayMask, flatten, initialValues, unflatten } from "../networks/parameters.ts"
import {
  blendStatistics,
  evaluationNormalise,
  joinStatistics,
  STATISTICS_DECAY,
  type Statistics
} from "../networks/running-statistics.ts"
import { batchNorm } from "../operations/batch-normalisation.ts"
import { rank0 } from "../tensor-rank.ts"
import {
  inheritParameters,
  inheritStatistics,
  type NamedWeights,
  nameWeights
} from "../weights/named-weights.ts"
import { crossEntropy } from "./classifier-loss.ts"
import { type DropPathConfig, makeDropPath, type Position } from "./drop-path.ts"
import type { ImageBatch } from "./image-batch.ts"
import { applyGradient, type OptimiserConfig, type OptimiserState } from "./optimiser.ts"

export type LearnerConfig = OptimiserConfig & DropPathConfig & Pick<TfjsConfig, "auxiliaryWeight">

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

interface TrainingPass {
  readonly parameters: readonly tf.Tensor[]
  readonly dropPath: Pass["dropPath"]
  readonly auxiliaryWeight: number
}

/** Loss, flat gradient and flat batch statistics of one batch. */
const differentiate = (network: Network, training: TrainingPass, batch: ImageBatch) => {
  const { parameters, dropPath, auxiliaryWeight } = training
  const statistics: Statistics[] = []
  let joined: tf.Tensor1D | undefined
  const normalise: Pass["normalise"] = (index, x, { scale, offset }) => {
    const { y, ...found } = batchNorm(x, scale, offset)
    statistics[index] = found
    return y
  }
  const loss = (...values: tf.Tensor[]): tf.Scalar => {
    let auxiliaryLogits: tf.Tensor2D | undefined
    const auxiliary = (logits: tf.Tensor2D): void => {
      auxiliaryLogits = logits
    }
    const logits = network.forward(batch.images, { parameters: values, normalise, dropPath, auxiliary })
    joined = joinStatistics(statistics)
    // The scope that this function runs in ends with it, and would take them along.
    if (joined !== undefined) tf.keep(joined)
    const own = crossEntropy(logits, batch.labels)
    if (auxiliaryLogits === undefined) return own
    return tf.add(own, tf.mul(crossEntropy(auxiliaryLogits, batch.labels), auxiliaryWeight))
  }
  const { value, grads } = tf.valueAndGrads(loss)([...parameters])
  return { loss: rank0(value), gradient: flatten(grads), statistics: joined }
}

const NO_WEIGHTS: NamedWeights = new Map()

/**
 * Begins with the parameters and statistics that it inherits, and draws the others by `seed`. The optimiser's
 * momentum begins at zero in any case. `dispose` must be called at the end.
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
  let state: OptimiserState = { parameters, velocity: tf.zerosLike(parameters) }
  const { values, isKnown } = inheritStatistics(network, inherited)
  let running = tf.tensor1d(values)
  let isNormalisable = isKnown.every((flag) => flag === 1)

  /** Where a normalisation inherited no statistics, it begins with those of the first batch. */
  const blendIn = (batch: tf.Tensor1D): tf.Tensor1D => {
    if (isNormalisable) return blendStatistics(running, batch, STATISTICS_DECAY)
    return blendStatistics(running, batch, tf.tensor1d(isKnown.map((flag) => flag * STATISTICS_DECAY)))
  }

  const step = async (batch: ImageBatch, plan: StepPlan): Promise<number> => {
    const { learningRate } = plan
    const dropPath = makeDropPath(config, network.paths, seed, plan)
    const { loss, statistics, ...next } = tf.tidy(() => {
      const parameters = unflatten(state.parameters, shapes)
      const training = { parameters, dropPath, auxiliaryWeight: config.auxiliaryWeight }
      const { gradient, ...found } = differentiate(network, training, batch)
      const applied = applyGradient(state, gradient, mask, { ...config, learningRate })
      const statistics = found.statistics && blendIn(found.statistics)
      found.statistics?.dispose()
      return { loss: found.loss, statistics, ...applied }
    })
    tf.dispose([state.parameters, state.velocity])
    state = next
    if (statistics !== undefined) {
      running.dispose()
      running = statistics
    }
    isKnown.fill(1)
    isNormalisable = true
    const [value = Number.NaN] = await loss.data()
    loss.dispose()
    return value
  }

  const predict = (images: tf.Tensor4D): tf.Tensor2D => {
    if (!isNormalisable) throw new Error("a network was evaluated before its first training step")
    return tf.tidy(() =>
      network.forward(images, {
        parameters: unflatten(state.parameters, shapes),
        normalise: evaluationNormalise(network.normalisations, running)
      })
    )
  }

  const weights = async (): Promise<NamedWeights> =>
    nameWeights(network, Float32Array.from(await state.parameters.data()), {
      values: Float32Array.from(await running.data()),
      isKnown
    })

  const dispose = (): void => tf.dispose([state.parameters, state.velocity, mask, running])
  return { step, predict, inheritedParameters, weights, dispose }
}
