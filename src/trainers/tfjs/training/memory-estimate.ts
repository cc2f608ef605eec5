/** How much memory a training will need, estimated from counts before anything is built. */

import type { TfjsConfig } from "../config.ts"
import { EVALUATION_BATCH } from "./accuracy.ts"

export interface ModelCounts {
  /** Numbers that are trained. */
  readonly parameters: number
  /** Values that one image leaves behind in a forward pass. */
  readonly activations: number
}

const BYTES_PER_VALUE = 4
const BYTES_PER_MIB = 2 ** 20

/** A step keeps what the forward pass left, and up to three times that in gradients and transposed copies (measured). */
const TRAINING_COPIES = 4
/** Values, velocity and gradient, each before and after a step, cut into tensors and as one vector. */
const PARAMETER_COPIES = 8

/** The larger of what a training step and what a batch of the validation need. */
export const trainingMiB = (
  { batchSize }: Pick<TfjsConfig, "batchSize">,
  { parameters, activations }: ModelCounts
): number => {
  const ofActivations = activations * Math.max(TRAINING_COPIES * batchSize, EVALUATION_BATCH)
  return (BYTES_PER_VALUE * (ofActivations + PARAMETER_COPIES * parameters)) / BYTES_PER_MIB
}
