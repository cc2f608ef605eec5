/**
 * The parameters of the LSTM controller as one flat vector: its weights, the two moments of each that Adam
 * remembers, and the number of steps that Adam has made. TensorFlow.js computes in single precision, and every
 * such number is exact in the vector's double precision.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { RandomStream } from "../../../domain/random-stream.ts"
import { unflatten } from "../networks/parameters.ts"
import type { AdamState } from "./adam.ts"
import { type ControllerSize, countWeights, weightShapes } from "./weights.ts"

/** Of U(-0.1, 0.1), from which all weights are drawn (Zoph et al. 2018, A.1). */
const INITIAL_BOUND = 0.1

/** Throws RangeError where the parameters are not those of a controller of this size. */
export const checkLength = (size: ControllerSize, parameters: Float64Array): void => {
  const length = 3 * countWeights(size) + 1
  if (parameters.length !== length) {
    throw new RangeError(`${parameters.length} parameters were handed to a controller of ${length}`)
  }
}

export const initialParameters = (size: ControllerSize, stream: RandomStream): Float64Array => {
  const count = countWeights(size)
  const parameters = new Float64Array(3 * count + 1)
  for (let i = 0; i < count; i++) parameters[i] = Math.fround((2 * stream.unit() - 1) * INITIAL_BOUND)
  return parameters
}

/** The weights, or one of the moments behind them. */
const part = (size: ControllerSize, parameters: Float64Array, index: number): tf.Tensor1D => {
  const count = countWeights(size)
  return tf.tensor1d(Float32Array.from(parameters.subarray(index * count, (index + 1) * count)))
}

/** The weights as tensors in the order of `weightShapes`. */
export const readWeights = (size: ControllerSize, parameters: Float64Array): readonly tf.Tensor[] =>
  unflatten(part(size, parameters, 0), weightShapes(size))

export const readState = (size: ControllerSize, parameters: Float64Array): AdamState => ({
  weights: part(size, parameters, 0),
  first: part(size, parameters, 1),
  second: part(size, parameters, 2),
  steps: parameters.at(-1) ?? 0
})

/** The inverse of `readState`, bit by bit. */
export const writeState = ({ weights, first, second, steps }: AdamState): Float64Array => {
  const count = weights.size
  const parameters = new Float64Array(3 * count + 1)
  for (const [index, moment] of [weights, first, second].entries()) {
    parameters.set(moment.dataSync(), index * count)
  }
  parameters[3 * count] = steps
  return parameters
}
