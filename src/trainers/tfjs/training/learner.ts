/**
 * A network that learns: its parameters, the vectors of its optimiser, and the running statistics of its batch
 * normalisations, and the step that replaces them.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Seed } from "../../../domain/random-stream.ts"
import type { Network } from "../networks/network-builder.ts"
import { decayMask, initialValues, unflatten } from "../networks/parameters.ts"
import { evaluationNormalise, STATISTICS_DECAY } from "../networks/running-statistics.ts"
import { rank1 } from "../tensor-rank.ts"
import {
  inheritParameters,
  inheritStatistics,
  type NamedWeights,
  nameWeights
} from "../weights/named-weights.ts"
import { type DropPathConfig, drawPathFactors, type Position } from "./drop-path.ts"
import type { ImageBatch } from "./image-batch.ts"
import { beginOptimiser, keptOptimiser, optimiserOf, optimiserVectors } from "./optimiser.ts"
import { makeStepRunner } from "./step-runner.ts"
import { inputTensors, type StepConfig, trainingStep } from "./training-step.ts"

export type LearnerConfig = StepConfig & DropPathConfig

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
  /** What its optimiser remembers beside the parameters, by name. With the weights, it is all that a training goes on with. */
  readonly optimiser: () => Promise<NamedWeights>
  readonly dispose: () => void
}

const NO_WEIGHTS: NamedWeights = new Map()

/**
 * Begins with the parameters and statistics that it inherits, and draws the others by `seed`. The optimiser
 * begins anew, unless what was kept of it is given as well. `dispose` must be called at the end.
 */
export const makeLearner = (
  network: Network,
  config: LearnerConfig,
  seed: Seed,
  inherited: NamedWeights = NO_WEIGHTS,
  keptVectors: NamedWeights = NO_WEIGHTS
): Learner => {
  const shapes = network.parameters.map(({ shape }) => shape)
  const isNormalised = network.normalisations.length > 0
  const mask = tf.tensor1d(decayMask(network.parameters))
  const beginning = initialValues(network.parameters, seed)
  const inheritedParameters = inheritParameters(network, inherited, beginning)
  const { values, isKnown } = inheritStatistics(network, inherited)
  const optimiser = optimiserVectors(beginOptimiser(tf.tensor1d(beginning), config, keptVectors))
  const runner = makeStepRunner(trainingStep(network, config, mask), {
    state: isNormalised ? [tf.tensor1d(values), ...optimiser] : optimiser,
    fixed: [mask]
  })
  /** Where a normalisation inherited no statistics, it begins with those of the first batch. */
  let statisticsDecay = tf.tensor1d(isKnown.map((flag) => flag * STATISTICS_DECAY))

  /** Running statistics and parameters. */
  const learnt = (): [tf.Tensor1D | undefined, tf.Tensor1D] => {
    const [first, second] = runner.state()
    return isNormalised ? [rank1(first), rank1(second)] : [undefined, rank1(first)]
  }

  const normaliseAllFromNowOn = (): void => {
    if (isKnown.every((flag) => flag === 1)) return
    isKnown.fill(1)
    statisticsDecay.dispose()
    statisticsDecay = tf.fill([isKnown.length], STATISTICS_DECAY)
  }

  const step = async ({ images, labels }: ImageBatch, plan: StepPlan): Promise<number> => {
    const learningRate = tf.scalar(plan.learningRate)
    const pathFactors = drawPathFactors(config, network.paths, { ...plan, seed, count: images.shape[0] })
    try {
      const inputs = inputTensors({ images, labels, learningRate, statisticsDecay, pathFactors })
      const [loss] = await runner.run(inputs)
      normaliseAllFromNowOn()
      return loss?.[0] ?? Number.NaN
    } finally {
      tf.dispose([learningRate, ...pathFactors])
    }
  }

  const predict = (images: tf.Tensor4D): tf.Tensor2D => {
    if (!isKnown.every((flag) => flag === 1))
      throw new Error("a network was evaluated before its first training step")
    const [statistics, parameters] = learnt()
    return tf.tidy(() =>
      network.forward(images, {
        parameters: unflatten(parameters, shapes),
        normalise: evaluationNormalise(network.normalisations, statistics)
      })
    )
  }

  const weights = async (): Promise<NamedWeights> => {
    const [statistics, parameters] = learnt()
    return nameWeights(network, Float32Array.from(await parameters.data()), {
      values: Float32Array.from((await statistics?.data()) ?? []),
      isKnown
    })
  }

  const dispose = (): void => {
    runner.dispose()
    tf.dispose([mask, statisticsDecay])
  }
  return {
    step,
    predict,
    inheritedParameters,
    weights,
    optimiser: () => keptOptimiser(optimiserOf(isNormalised ? runner.state().slice(1) : runner.state())),
    dispose
  }
}
