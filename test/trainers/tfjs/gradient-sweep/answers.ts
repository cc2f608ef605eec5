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

/** Asked for and waited for, since WebGPU cannot be read at once. */
const read = async (tensor: tf.Tensor): Promise<Float32Array> => {
  const values = Float32Array.from(await tensor.data())
  tensor.dispose()
  return values
}

/** The output and the gradients. */
const compute = ({ inputs, compute }: GradientCase): tf.Tensor[] =>
  tf.tidy(() => {
    const tensors = inputs.map(({ shape, values }) => tf.tensor(Float32Array.from(values), [...shape]))
    const output = compute(tensors)
    const weights = Float32Array.from({ length: output.size }, (_, index) => outputWeight(index))
    const dy = tf.tensor(weights, output.shape)
    return [output, ...tf.grads((...given: tf.Tensor[]) => compute(given))(tensors, dy)]
  })

export const answer = async (gradientCase: GradientCase): Promise<Answer> => {
  try {
    const [output = new Float32Array(0), ...gradients] = await Promise.all(compute(gradientCase).map(read))
    return { output, gradients }
  } catch (cause) {
    return { output: new Float32Array(0), gradients: [], refusal: String(cause) }
  }
}
