/**
 * The layers that cells are made of. A function here declares a layer's parameters and gives the layer; names
 * are paths, "cell0/combination2/left/…". No convolution has a bias, since batch normalisation follows.
 */
import * as tf from "@tensorflow/tfjs-core"
import { declareVector, declareWeights, type Layer, type NetworkBuilder } from "./network-builder.ts"
import { rank1, rank4 } from "./tensor-rank.ts"

export type Pair = [number, number]

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
}

export const convolution = (builder: NetworkBuilder, name: string, shape: ConvolutionShape): Layer => {
  const { size, inputs, outputs, strides } = shape
  const fanIn = size[0] * size[1] * inputs
  const filter = declareWeights(builder, `${name}/filter`, [...size, inputs, outputs], fanIn)
  return (x, pass) => tf.conv2d(x, rank4(pass.parameters[filter]), strides, "same")
}

export const depthwiseConvolution = (
  builder: NetworkBuilder,
  name: string,
  shape: {
    readonly size: number
    readonly channels: number
    readonly stride: number
    readonly dilation: number
  }
): Layer => {
  const { size, channels, stride, dilation } = shape
  const filter = declareWeights(builder, `${name}/depthwise`, [size, size, channels, 1], size * size)
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
  shape: ConvolutionShape
): Layer => sequence(convolution(builder, name, shape), batchNormalisation(builder, name, shape.outputs))
