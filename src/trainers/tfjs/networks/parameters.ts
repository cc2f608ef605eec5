/**
 * The parameters of a network. A network declares them while it is built, in a fixed order; their values live
 * in one flat vector, so that an optimiser step is a handful of operations however many layers there are.
 */
import * as tf from "@tensorflow/tfjs-core"
import { randomStream, type Seed } from "../../../domain/random-stream.ts"

/** How a parameter begins: drawn from a normal distribution of variance 2 / fanIn (He et al. 2015), or constant. */
export type Initial =
  | { readonly kind: "he"; readonly fanIn: number }
  | { readonly kind: "constant"; readonly value: number }

export interface ParameterSpecification {
  /** Says where in the network it is; unique in it. */
  readonly name: string
  readonly shape: readonly number[]
  readonly initial: Initial
  /** Weight decay is for the weights of convolutions and of the classifier, not for batch normalisation or biases. */
  readonly isDecayed: boolean
}

/** How many values a tensor of the shape has. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, dimension) => product * dimension, 1)

export const countParameters = (specifications: readonly ParameterSpecification[]): number =>
  specifications.reduce((sum, { shape }) => sum + sizeOf(shape), 0)

/** All initial values in order. Each parameter has a stream of its own, so that one more layer does not shift the rest. */
export const initialValues = (
  specifications: readonly ParameterSpecification[],
  seed: Seed
): Float32Array => {
  const values = new Float32Array(countParameters(specifications))
  let offset = 0
  for (const [index, { shape, initial }] of specifications.entries()) {
    const size = sizeOf(shape)
    if (initial.kind === "constant") values.fill(initial.value, offset, offset + size)
    else {
      const stream = randomStream(seed, "initial-weights", index)
      const deviation = Math.sqrt(2 / initial.fanIn)
      for (let i = offset; i < offset + size; i++) values[i] = deviation * stream.normal()
    }
    offset += size
  }
  return values
}

/** 1 where weight decay applies and 0 elsewhere, in the order of the flat vector. */
export const decayMask = (specifications: readonly ParameterSpecification[]): Float32Array => {
  const mask = new Float32Array(countParameters(specifications))
  let offset = 0
  for (const { shape, isDecayed } of specifications) {
    const size = sizeOf(shape)
    if (isDecayed) mask.fill(1, offset, offset + size)
    offset += size
  }
  return mask
}

/** Cuts the flat vector into tensors of the given shapes. */
export const unflatten = (flat: tf.Tensor1D, shapes: readonly (readonly number[])[]): tf.Tensor[] => {
  let offset = 0
  return shapes.map((shape) => {
    const size = sizeOf(shape)
    const part = tf.reshape(tf.slice(flat, offset, size), [...shape])
    offset += size
    return part
  })
}

/** The inverse of `unflatten`. */
export const flatten = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
  tf.concat1d(tensors.map((tensor) => tf.reshape<tf.Rank.R1>(tensor, [tensor.size])))
