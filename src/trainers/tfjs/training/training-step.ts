/**
 * One step of a network's training as a pure function of tensors: forward pass, loss, gradients, the optimiser, and the
 * running statistics of the batch normalisations. Parameters, momentum and statistics are flat vectors, so that an
 * update is a handful of operations whatever the network; no tensor is ever written into, since the wasm backend caches
 * convolution filters by tensor.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { TfjsConfig } from "../config.ts"
import type { Network, Pass } from "../networks/network-builder.ts"
import { flatten, unflatten } from "../networks/parameters.ts"
import { blendStatistics, joinStatistics, type Statistics } from "../networks/running-statistics.ts"
import { batchNorm } from "../operations/batch-normalisation.ts"
import { rank0, rank1, rank2, rank4 } from "../tensor-rank.ts"
import { crossEntropy, smoothLabels } from "./classifier-loss.ts"
import { dropPathBy } from "./drop-path.ts"
import type { ImageBatch } from "./image-batch.ts"
import { applyGradient, type OptimiserConfig, optimiserOf, optimiserVectors } from "./optimiser.ts"
import type { StepFunction } from "./step-function.ts"

export type StepConfig = OptimiserConfig & Pick<TfjsConfig, "auxiliaryWeight" | "labelSmoothing">

/** What changes from step to step. */
export interface StepInputs extends ImageBatch {
  /** [] */
  readonly learningRate: tf.Scalar
  /** How much of each running statistic a step leaves, [statistics]: 0 where there was none before. */
  readonly statisticsDecay: tf.Tensor1D
  /** For each path of the network what each image's is multiplied by, [n, 1]; none where no paths are dropped. */
  readonly pathFactors: readonly tf.Tensor2D[]
}

/** The order of a step's inputs, as `trainingStep` reads them. */
export const inputTensors = (inputs: StepInputs): readonly tf.Tensor[] => [
  inputs.images,
  inputs.labels,
  inputs.learningRate,
  inputs.statisticsDecay,
  ...inputs.pathFactors
]

interface TrainingPass {
  readonly parameters: readonly tf.Tensor[]
  readonly dropPath: Pass["dropPath"]
  readonly auxiliaryWeight: number
}

/** Loss, flat gradient and flat batch statistics of one batch. */
const differentiate = (network: Network, training: TrainingPass, { images, labels }: ImageBatch) => {
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
    const logits = network.forward(images, { parameters: values, normalise, dropPath, auxiliary })
    joined = joinStatistics(statistics)
    // The scope that this function runs in ends with it, and would take them along.
    if (joined !== undefined) tf.keep(joined)
    const own = crossEntropy(logits, labels)
    if (auxiliaryLogits === undefined) return own
    return tf.add(own, tf.mul(crossEntropy(auxiliaryLogits, labels), auxiliaryWeight))
  }
  const { value, grads } = tf.valueAndGrads(loss)([...parameters])
  return { loss: rank0(value), gradient: flatten(grads), statistics: joined }
}

/**
 * Its state is the running statistics, where the network normalises at all, and then the optimiser's vectors, the
 * parameters first; its only result is the loss before the step, in nats. `mask` is 1 where weight decay applies.
 */
export const trainingStep = (network: Network, config: StepConfig, mask: tf.Tensor1D): StepFunction => {
  const shapes = network.parameters.map(({ shape }) => shape)
  const isNormalised = network.normalisations.length > 0
  return ([images, labels, learningRate, statisticsDecay, ...pathFactors], state) => {
    const [running, ...vectors] = isNormalised ? state : [undefined, ...state]
    const optimiser = optimiserOf(vectors)
    const training = {
      parameters: unflatten(optimiser.parameters, shapes),
      dropPath: pathFactors.length === 0 ? undefined : dropPathBy(pathFactors.map(rank2)),
      auxiliaryWeight: config.auxiliaryWeight
    }
    const batch = { images: rank4(images), labels: smoothLabels(rank2(labels), config.labelSmoothing) }
    const { loss, gradient, statistics } = differentiate(network, training, batch)
    const next = applyGradient(optimiser, gradient, mask, { ...config, learningRate: rank0(learningRate) })
    if (statistics === undefined || running === undefined) {
      return { results: [loss], state: optimiserVectors(next) }
    }
    const blended = blendStatistics(rank1(running), statistics, rank1(statisticsDecay))
    statistics.dispose()
    return { results: [loss], state: [blended, ...optimiserVectors(next)] }
  }
}
