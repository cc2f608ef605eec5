/**
 * Runs a training step over and over, and holds its state meanwhile. By itself operation by operation; a backend that
 * can do better (native TensorFlow, as one graph) puts its own way in the place of that.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { StepFunction } from "./step-function.ts"

export interface StepRunner {
  /** One step; gives its results' values. Rejects where TensorFlow.js fails. */
  readonly run: (inputs: readonly tf.Tensor[]) => Promise<readonly Float32Array[]>
  /** The state after the last step; the runner's own tensors, to be looked at before the next. */
  readonly state: () => readonly tf.Tensor[]
  readonly dispose: () => void
}

export interface InitialState {
  /** Becomes the runner's, which disposes of it. */
  readonly state: readonly tf.Tensor[]
  /** What the step uses beside its arguments, and never changes; remains the caller's. */
  readonly fixed: readonly tf.Tensor[]
}

type MakeStepRunner = (step: StepFunction, initial: InitialState) => StepRunner

/** One operation after the other. */
export const runStepwise: MakeStepRunner = (step, initial) => {
  let { state } = initial
  const run = async (inputs: readonly tf.Tensor[]): Promise<readonly Float32Array[]> => {
    const made = tf.tidy(() => {
      const { results, state: next } = step(inputs, state)
      return { results: [...results], state: [...next] }
    })
    tf.dispose([...state])
    state = made.state
    const values = await Promise.all(made.results.map((result) => result.data<"float32">()))
    tf.dispose(made.results)
    return values
  }
  return { run, state: () => state, dispose: () => tf.dispose([...state]) }
}

let maker: MakeStepRunner = runStepwise

/** To be called by the backend of this process when it starts. */
export const runStepsBy = (make: MakeStepRunner): void => {
  maker = make
}

export const makeStepRunner: MakeStepRunner = (step, initial) => maker(step, initial)
