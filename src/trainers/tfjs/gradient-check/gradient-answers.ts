/** What the backend that is set computes for the cases of the gradient self-test: outputs and gradients, not yet judged. */
import { createHash } from "node:crypto"
import * as tf from "@tensorflow/tfjs-core"
import type { GradientCase } from "./gradient-case.ts"

export type GradientAnswer =
  /** The output, then the gradient of each input. */
  | { readonly kind: "computed"; readonly values: readonly Float32Array[] }
  /** A kernel that is missing or refuses its input; what TensorFlow.js said. */
  | { readonly kind: "refused"; readonly refusal: string }

/** Weights for the outputs, so that a scalar can be differentiated: fixed, and different for neighbours. */
export const outputWeights = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => Math.fround(Math.cos(index)))

const computeCase = (gradientCase: GradientCase): readonly tf.Tensor[] =>
  tf.tidy(() => {
    const inputs = gradientCase.inputs.map(({ shape, values }) =>
      tf.tensor(Float32Array.from(values), [...shape])
    )
    const output = gradientCase.compute(inputs)
    const dy = tf.tensor(Float32Array.from(outputWeights(output.size)), output.shape)
    return [output, ...tf.grads((...tensors: tf.Tensor[]) => gradientCase.compute(tensors))(inputs, dy)]
  })

/** Waits for the results: a graphics card cannot be read at once. */
export const answerCase = async (gradientCase: GradientCase): Promise<GradientAnswer> => {
  try {
    const computed = computeCase(gradientCase)
    const values = await Promise.all(computed.map((tensor) => tensor.data<"float32">()))
    tf.dispose([...computed])
    return { kind: "computed", values }
  } catch (cause) {
    return { kind: "refused", refusal: String(cause) }
  }
}

/** SHA-256 over a case's inputs and every bit of the answer; `undefined` where it was refused. */
export const hashAnswer = (gradientCase: GradientCase, answer: GradientAnswer): string | undefined => {
  if (answer.kind === "refused") return undefined
  const { inputs, operation } = gradientCase
  const hash = createHash("sha256").update(JSON.stringify([operation, inputs.map(({ shape }) => shape)]))
  for (const { values } of inputs) hash.update(values)
  for (const values of answer.values) hash.update(values)
  return hash.digest("hex")
}
