/** What the backend that is set answers to a case of the sweep: the output, and the gradient of each input. */
import * as tf from "@tensorflow/tfjs-core"
import type { GradientCase } from "../../../../src/trainers/tfjs/gradient-check/gradient-case.ts"

export interface Answer {
  readonly output: Float32Array
  readonly gradients: readonly Float32Array[]
  /** Where TensorFlow.js or a kernel refused the case; then there are no numbers. */
  readonly refusal?: string
}

export type Answers = ReadonlyMap<string, Answer>

/** Weights of the outputs, whose weighted sum is what is differentiated: fixed, and different for neighbours. */
export const outputWeight = (index: number): number => Math.fround(Math.cos(index))

const floats = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync())

const compute = ({ inputs, compute }: GradientCase): Answer =>
  tf.tidy(() => {
    const tensors = inputs.map(({ shape, values }) => tf.tensor(Float32Array.from(values), [...shape]))
    const output = compute(tensors)
    const weights = Float32Array.from({ length: output.size }, (_, index) => outputWeight(index))
    const dy = tf.tensor(weights, output.shape)
    const gradients = tf.grads((...given: tf.Tensor[]) => compute(given))(tensors, dy)
    return { output: floats(output), gradients: gradients.map(floats) }
  })

export const answer = (gradientCase: GradientCase): Answer => {
  try {
    return compute(gradientCase)
  } catch (cause) {
    return { output: new Float32Array(0), gradients: [], refusal: String(cause) }
  }
}
