/**
 * What a network is here: a list of parameters, a list of batch normalisations, and a function from images to
 * logits that is given their values. The network itself holds no tensors, so that one description serves
 * training, evaluation and the counting of parameters.
 */
import type * as tf from "@tensorflow/tfjs-core"
import type { Initial, ParameterSpecification } from "./parameters.ts"

/** What a batch normalisation learns: scale and offset, [c] each. */
export interface Affine {
  readonly scale: tf.Tensor1D
  readonly offset: tf.Tensor1D
}

/** One run through a network: the values of its parameters, and how its batch normalisations normalise. */
export interface Pass {
  /** In the order of the network's `parameters`. */
  readonly parameters: readonly tf.Tensor[]
  /** Normalises for the batch normalisation number `index`. */
  readonly normalise: (index: number, x: tf.Tensor4D, affine: Affine) => tf.Tensor4D
  /** Drops path number `index` for some images; absent where all paths are kept. */
  readonly dropPath?: ((index: number, x: tf.Tensor4D) => tf.Tensor4D) | undefined
  /** Is given the logits of the auxiliary head; where it is absent, that head is not computed. */
  readonly auxiliary?: ((logits: tf.Tensor2D) => void) | undefined
}

/** Images or activations [n, h, w, c] to activations. */
export type Layer = (x: tf.Tensor4D, pass: Pass) => tf.Tensor4D

/** A batch normalisation, by the name that its parameters begin with. */
export interface NormalisationSpecification {
  readonly name: string
  readonly channels: number
}

export interface Network {
  readonly parameters: readonly ParameterSpecification[]
  /** Of each path that may be dropped, how deep in the network its cell is, in (0, 1]. */
  readonly paths: readonly number[]
  readonly normalisations: readonly NormalisationSpecification[]
  /** Images [n, height, width, channels] to logits [n, classes]. */
  readonly forward: (images: tf.Tensor4D, pass: Pass) => tf.Tensor2D
}

/** Collects what layers declare while a network is built. */
export interface NetworkBuilder {
  readonly parameters: ParameterSpecification[]
  readonly paths: number[]
  readonly normalisations: NormalisationSpecification[]
}

export const makeNetworkBuilder = (): NetworkBuilder => ({ parameters: [], normalisations: [], paths: [] })

/** Declares weights that begin as He et al. 2015 say; gives their index. */
export const declareWeights = (
  builder: NetworkBuilder,
  name: string,
  shape: readonly number[],
  fanIn: number
): number => {
  const initial: Initial = { kind: "he", fanIn }
  return builder.parameters.push({ name, shape, initial, isDecayed: true }) - 1
}

/** Declares a vector that begins with one value everywhere and never decays; gives its index. */
export const declareVector = (builder: NetworkBuilder, name: string, size: number, value: number): number => {
  const initial: Initial = { kind: "constant", value }
  return builder.parameters.push({ name, shape: [size], initial, isDecayed: false }) - 1
}
