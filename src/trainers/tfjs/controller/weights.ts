/** The weights of the LSTM controller: their names and shapes. */
import type * as tf from "@tensorflow/tfjs-core"
import { rank1, rank2 } from "../tensor-rank.ts"

export interface ControllerSize {
  /** Hidden units of the LSTM, and the length of an embedding. */
  readonly units: number
  /** The options of all decisions together. */
  readonly outputs: number
  /** What can be fed in: the start, and each option of each decision but the last. */
  readonly inputs: number
}

export interface ControllerWeights {
  /** One row for each input [inputs, units]. */
  readonly embeddings: tf.Tensor2D
  /** To the gates, in the order of lstm-cell.ts: from the embedding and from the hidden state [units, 4 units]. */
  readonly input: tf.Tensor2D
  readonly recurrent: tf.Tensor2D
  /** [4 units] */
  readonly bias: tf.Tensor1D
  /** The softmaxes of all decisions side by side [units, outputs], [outputs]. */
  readonly output: tf.Tensor2D
  readonly outputBias: tf.Tensor1D
}

/** In the order of the flat vector. */
export const weightShapes = ({ units, outputs, inputs }: ControllerSize): readonly (readonly number[])[] => [
  [inputs, units],
  [units, 4 * units],
  [units, 4 * units],
  [4 * units],
  [units, outputs],
  [outputs]
]

export const countWeights = (size: ControllerSize): number =>
  weightShapes(size).reduce((sum, shape) => sum + shape.reduce((product, length) => product * length, 1), 0)

/** The tensors in the order of `weightShapes`, by name. */
export const nameWeights = (tensors: readonly tf.Tensor[]): ControllerWeights => {
  const [embeddings, input, recurrent, bias, output, outputBias] = tensors
  return {
    embeddings: rank2(embeddings),
    input: rank2(input),
    recurrent: rank2(recurrent),
    bias: rank1(bias),
    output: rank2(output),
    outputBias: rank1(outputBias)
  }
}
