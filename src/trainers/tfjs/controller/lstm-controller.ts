/**
 * The controller of NASNet (Zoph et al. 2018, arXiv 1707.07012, section 3 and A.1), the reinforcement learning that
 * Real et al. 2018 compare evolution with: a recurrent network of one LSTM layer that makes one decision after
 * another, each by a softmax of its own, each fed back through an embedding; trained by proximal policy
 * optimisation on batches of finished genomes.
 *
 * Everything that it remembers is in its parameters (parameter-vector.ts); between calls nothing is kept, so that
 * the same call gives the same bits in every process. TensorFlow.js must have been started first, which takes a
 * moment; after that a controller is synchronous, as its port asks.
 */
import { Effect } from "effect"
import type { Controller } from "../../../domain/controller.ts"
import { finiteLearning } from "../../../domain/finite-learning.ts"
import { countOptions, type OptionRange, optionRanges } from "../../../domain/option-range.ts"
import type { EvaluatorUnavailable } from "../../evaluator-unavailable.ts"
import { startBackend } from "../backends/start-backend.ts"
import { type LearningConfig, learn } from "./learning.ts"
import { checkLength, initialParameters, readState, readWeights } from "./parameter-vector.ts"
import { sampleSequence } from "./sampling.ts"
import { inTensorScope } from "./tensor-scope.ts"
import { type ControllerSize, nameWeights } from "./weights.ts"

export interface LstmControllerConfig extends LearningConfig {
  /** How many options each decision has. */
  readonly options: readonly number[]
  /** Hidden units: 100 in NASNet. */
  readonly units: number
}

/**
 * What the config of a run does not set. The units are NASNet's; no source gives the epochs, which are our choice: on 40
 * decisions with a noisy made-up reward, two learnt clearly more from 2,000 genomes than one, while four drove most
 * of each batch out of the clip. All other settings are the policy's (`domain/policies/reinforcement.ts`).
 */
export const LSTM_CONTROLLER_DEFAULTS = { epochs: 2, units: 100 } as const

/** Starts TensorFlow.js in this process, on wasm, which computes on one thread and always in the same order. */
export const makeLstmController = (
  config: LstmControllerConfig
): Effect.Effect<Controller, EvaluatorUnavailable> =>
  startBackend("wasm").pipe(Effect.map(() => controllerOf(config)))

const controllerOf = (config: LstmControllerConfig): Controller => {
  const ranges = optionRanges(config.options)
  const size = sizeOf(ranges, config.units)
  return {
    initial: (stream) => initialParameters(size, stream),
    sample: (parameters, stream) => {
      checkLength(size, parameters)
      return inTensorScope(() => sampleSequence(nameWeights(readWeights(size, parameters)), ranges, stream))
    },
    update: (parameters, batch) => {
      checkLength(size, parameters)
      if (batch.length === 0) throw new RangeError("a controller was to learn from an empty batch")
      return finiteLearning(
        inTensorScope(() => learn(readState(size, parameters), { size, ranges, batch }, config))
      )
    }
  }
}

const sizeOf = (ranges: readonly OptionRange[], units: number): ControllerSize => {
  const outputs = countOptions(ranges)
  return { units, outputs, inputs: 1 + outputs - (ranges.at(-1)?.count ?? 0) }
}
