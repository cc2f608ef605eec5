/**
 * What flows between cells: the hidden states that a cell concatenates, kept as separate tensors. They are hardly ever
 * joined, because what follows is nearly always linear in them: a 1x1 convolution of a concatenation is the sum of the
 * parts' 1x1 convolutions. The network is the same, and the wasm backend's slow concatenation and slicing of images
 * are not needed.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rectifiedConvolution } from "../operations/rectified-convolution.ts"
import { rank2, rank4 } from "../tensor-rank.ts"
import { batchNormalisation } from "./layers.ts"
import { declareWeights, type NetworkBuilder, type Pass } from "./network-builder.ts"

/** [n, h, w, channels] each; together they are a cell's concatenated output. */
export type FeatureMaps = readonly tf.Tensor4D[]

export interface FeatureShape {
  readonly height: number
  readonly width: number
  /** Of each part. */
  readonly channels: number
  readonly parts: number
}

export const totalChannels = (shape: FeatureShape): number => shape.channels * shape.parts

/** Joins feature maps into one tensor. */
export type Junction = (maps: FeatureMaps, pass: Pass) => tf.Tensor4D

/** The concatenation itself: for a cell's output that has as many channels as the next but one wants, and is taken as it is. */
export const joined: Junction = (maps) => tf.concat4d([...maps], 3)

const sum = (tensors: readonly tf.Tensor4D[]): tf.Tensor4D =>
  tensors.reduce((total, tensor) => tf.add<tf.Tensor4D>(total, tensor))

/** Cuts a feature map to its first `count` channels. */
export const firstChannels = (map: tf.Tensor4D, count: number): tf.Tensor4D => {
  const [batch, height, width, channels] = map.shape
  return channels === count ? map : tf.slice4d(map, [0, 0, 0, 0], [batch, height, width, count])
}

const partIndexes = (shape: FeatureShape): number[] =>
  Array.from({ length: shape.parts }, (_, index) => index)

const UNIT: readonly [number, number] = [1, 1]

/** 1x1 convolution of all parts together to `filters`, and batch normalisation; where it `rectifies`, with a ReLU before. */
const pointwise = (
  builder: NetworkBuilder,
  name: string,
  shape: FeatureShape,
  { filters, rectifies }: { readonly filters: number; readonly rectifies: boolean }
): Junction => {
  const weights = partIndexes(shape).map((part) =>
    declareWeights(
      builder,
      `${name}/part${part}/filter`,
      [1, 1, shape.channels, filters],
      totalChannels(shape)
    )
  )
  const normalise = batchNormalisation(builder, name, filters)
  const convolve = (map: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D =>
    rectifies
      ? rectifiedConvolution(map, filter, { strides: UNIT, dilation: 1 })
      : tf.conv2d(map, filter, 1, "same")
  return (maps, pass) =>
    normalise(sum(maps.map((map, part) => convolve(map, rank4(pass.parameters[weights[part] ?? -1])))), pass)
}

/** 1x1 convolution to `filters` and batch normalisation, without the ReLU before. */
export const projectionOf = (
  builder: NetworkBuilder,
  name: string,
  shape: FeatureShape,
  filters: number
): Junction => pointwise(builder, name, shape, { filters, rectifies: false })

/** ReLU, 1x1 convolution to `filters`, batch normalisation. */
export const projection = (
  builder: NetworkBuilder,
  name: string,
  shape: FeatureShape,
  filters: number
): Junction => pointwise(builder, name, shape, { filters, rectifies: true })

/** A 2x2 filter of which only the upper left and the lower right pixel are used, each for half of the outputs. */
const shiftedFilter = (upper: tf.Tensor2D, lower: tf.Tensor2D): tf.Tensor4D => {
  const [inputs, half] = upper.shape
  const zeros = tf.zeros<tf.Rank.R2>([2 * inputs, 2 * half])
  const left = tf.pad(upper, [
    [0, 0],
    [0, half]
  ])
  const right = tf.pad(lower, [
    [0, 0],
    [half, 0]
  ])
  return tf.reshape<tf.Rank.R4>(tf.concat2d([left, zeros, right], 0), [2, 2, inputs, 2 * half])
}

/**
 * The factorised reduction, which halves height and width: every second pixel through one 1x1 convolution, the
 * pixels one below and to the right of them through another, each to half of `filters`, then batch normalisation.
 * Done as one 2x2 convolution of stride 2. Where it `rectifies`, a ReLU comes first.
 */
export const factorisedReduction = (
  builder: NetworkBuilder,
  name: string,
  shape: FeatureShape,
  filters: number,
  rectifies: boolean
): Junction => {
  const matrix = (path: string, part: number): number =>
    declareWeights(
      builder,
      `${name}/part${part}/${path}`,
      [shape.channels, filters / 2],
      totalChannels(shape)
    )
  const weights = partIndexes(shape).map((part) => ({
    upper: matrix("upper", part),
    lower: matrix("lower", part)
  }))
  const normalise = batchNormalisation(builder, name, filters)
  return (maps, pass) => {
    const reduced = maps.map((map, part) => {
      const { upper, lower } = weights[part] ?? { upper: -1, lower: -1 }
      const filter = shiftedFilter(rank2(pass.parameters[upper]), rank2(pass.parameters[lower]))
      return rectifies
        ? rectifiedConvolution(map, filter, { strides: [2, 2], dilation: 1 })
        : tf.conv2d(map, filter, 2, "same")
    })
    return normalise(sum(reduced), pass)
  }
}
