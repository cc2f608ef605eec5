/**
 * A training step as a pure function of tensors, so that a backend may run it as it likes: operation by operation, or
 * as one graph. Everything that changes from step to step (images, labels, learning rate, dropped paths) is an input.
 */
import type * as tf from "@tensorflow/tfjs-core"

export interface StepResult {
  /** What is to be known of the step: its loss, … */
  readonly results: readonly tf.Tensor[]
  /** The state after it, in the order of the state before it. */
  readonly state: readonly tf.Tensor[]
}

/** Must make every tensor of its result, and only look at its arguments; called within a tidy. */
export type StepFunction = (inputs: readonly tf.Tensor[], state: readonly tf.Tensor[]) => StepResult
