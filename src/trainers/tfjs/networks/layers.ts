/**
 * The layers that cells are made of. A function here declares a layer's parameters and gives the layer; names
 * are paths, "cell0/combination2/left/…". No convolution has a bias, since batch normalisation follows.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rectifiedConvolution, rectifiedDepthwise } from "../operations/rectified-convolution.ts"
import { rank1, rank2, rank4 } from "../tensor-rank.ts"
import {
  declareVector,
  declareWeights,
  type Layer,
  type NetworkBuilder,
  type Pass
} from "./network-builder.ts"

type Pair = readonly [number, number]

export const relu: Layer = (x) => tf.relu(x)

export const identity: Layer = (x) => x

/** Layers one after the other. */
export const sequence =
  (...layers: readonly Layer[]): Layer =>
  (x, pass) =>
    layers.reduce((activations, layer) => layer(activations, pass), x)

export interface ConvolutionShape {
  readonly size: Pair
  readonly inputs: number
  readonly outputs: number
  readonly strides: Pair
  readonly dilation: number
  /** Whether its input passes a ReLU first. */
  readonly rectifies?: boolean
}

export const convolution = (builder: NetworkBuilder, name: string, shape: ConvolutionShape): Layer => {
  const { size, inputs, outputs, strides, dilation, rectifies } = shape
  const fanIn = size[0] * size[1] * inputs
  const filter = declareWeights(builder, `${name}/filter`, [...size, inputs, outputs], fanIn)
  if (rectifies)
    return (x, pass) => rectifiedConvolution(x, rank4(pass.parameters[filter]), { strides, dilation })
  return (x, pass) => tf.conv2d(x, rank4(pass.parameters[filter]), [...strides], "same", "NHWC", dilation)
}

export const depthwiseConvolution = (
  builder: NetworkBuilder,
  name: string,
  shape: {
    readonly size: number
    readonly channels: number
    readonly stride: number
    readonly dilation: number
    /** Whether its input passes a ReLU first. */
    readonly rectifies?: boolean
  }
): Layer => {
  const { size, channels, stride, dilation, rectifies } = shape
  const filter = declareWeights(builder, `${name}/depthwise`, [size, size, channels, 1], size * size)
  if (rectifies) {
    const strides = [stride, stride] as const
    return (x, pass) => rectifiedDepthwise(x, rank4(pass.parameters[filter]), { strides, dilation })
  }
  return (x, pass) => tf.depthwiseConv2d(x, rank4(pass.parameters[filter]), stride, "same", "NHWC", dilation)
}

export const batchNormalisation = (builder: NetworkBuilder, name: string, channels: number): Layer => {
  const scale = declareVector(builder, `${name}/scale`, channels, 1)
  const offset = declareVector(builder, `${name}/offset`, channels, 0)
  const index = builder.normalisations.push({ name, channels }) - 1
  return (x, pass) =>
    pass.normalise(index, x, { scale: rank1(pass.parameters[scale]), offset: rank1(pass.parameters[offset]) })
}

/** Convolution and batch normalisation, without the ReLU before. */
export const normalisedConvolution = (
  builder: NetworkBuilder,
  name: string,
  shape: Omit<ConvolutionShape, "dilation">
): Layer =>
  sequence(
    convolution(builder, name, { ...shape, dilation: 1 }),
    batchNormalisation(builder, name, shape.outputs)
  )

/** Average, maximum or minimum over windows that end at the borders of the image. */
export const pooling = (shape: {
  readonly of: "average" | "maximum" | "minimum"
  readonly size: number
  readonly stride: number
}): Layer => {
  const { size, stride } = shape
  switch (shape.of) {
    case "average":
      return (x) => tf.avgPool(x, size, stride, "same")
    case "maximum":
      return (x) => tf.maxPool(x, size, stride, "same")
    case "minimum":
      return (x) => tf.neg(tf.maxPool(tf.neg(x), size, stride, "same"))
  }
}

/** A path that drop-path may drop; `depth` says how deep in the network it is, in (0, 1]. */
export const droppable = (builder: NetworkBuilder, depth: number, path: Layer): Layer => {
  const index = builder.paths.push(depth) - 1
  return (x, pass) => {
    const result = path(x, pass)
    return pass.dropPath === undefined ? result : pass.dropPath(index, result)
  }
}

/** A linear map with a bias: [n, inputs] to [n, outputs]. */
export const dense = (
  builder: NetworkBuilder,
  name: string,
  shape: { readonly inputs: number; readonly outputs: number }
): ((x: tf.Tensor2D, pass: Pass) => tf.Tensor2D) => {
  const { inputs, outputs } = shape
  const weights = declareWeights(builder, `${name}/weights`, [inputs, outputs], inputs)
  const bias = declareVector(builder, `${name}/bias`, outputs, 0)
  return (x, pass) =>
    tf.add<tf.Tensor2D>(tf.matMul(x, rank2(pass.parameters[weights])), rank1(pass.parameters[bias]))
}
