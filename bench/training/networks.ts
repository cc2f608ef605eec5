/**
 * The networks of the training bench, for images of 28x28x1 and ten classes: a plain convolutional one, one of separable
 * convolutions, and AmoebaNet-A's cells with N = 1 and F = 8 or 32.
 */
import * as tf from "@tensorflow/tfjs-core"
import { PUBLISHED_GENOTYPES } from "../../src/spaces/nasnet/genotypes/published.ts"
import { buildClassifier } from "../../src/trainers/tfjs/networks/classifier.ts"
import {
  batchNormalisation,
  convolution,
  depthwiseConvolution,
  normalisedConvolution,
  pooling,
  relu,
  sequence
} from "../../src/trainers/tfjs/networks/layers.ts"
import { buildNasnetNetwork } from "../../src/trainers/tfjs/networks/nasnet-network.ts"
import {
  type Layer,
  makeNetworkBuilder,
  type Network,
  type NetworkBuilder
} from "../../src/trainers/tfjs/networks/network-builder.ts"

export const IMAGE = { height: 28, width: 28, channels: 1 }
export const CLASSES = 10

export const NETWORK_NAMES = ["plain3", "sep3", "nasnet F=8", "nasnet F=32"] as const
export type NetworkName = (typeof NETWORK_NAMES)[number]

const finished = (builder: NetworkBuilder, run: Layer, channels: number): Network => {
  const classify = buildClassifier(builder, { ...IMAGE, channels, parts: 1 }, CLASSES)
  const { parameters, paths, normalisations } = builder
  return { parameters, paths, normalisations, forward: (images, pass) => classify([run(images, pass)], pass) }
}

/** conv3x3 16, BN, ReLU, max pool 2; conv3x3 32, BN, ReLU, max pool 2; conv3x3 32, BN, ReLU. */
const plain3 = (): Network => {
  const builder = makeNetworkBuilder()
  const halve = pooling({ of: "maximum", size: 2, stride: 2 })
  const layer = (name: string, inputs: number, outputs: number): Layer =>
    normalisedConvolution(builder, name, { size: [3, 3], inputs, outputs, strides: [1, 1] })
  const run = sequence(
    layer("first", 1, 16),
    relu,
    halve,
    layer("second", 16, 32),
    relu,
    halve,
    layer("third", 32, 32)
  )
  return finished(builder, run, 32)
}

/** A cell of sep3: BN(sep3x3(relu x)) + BN(sep5x5(relu x)) + BN(1x1(average pool 3x3 of x)). */
const cell = (
  builder: NetworkBuilder,
  name: string,
  shape: { readonly inputs: number; readonly outputs: number; readonly stride: number }
): Layer => {
  const { inputs, outputs, stride } = shape
  const point = (path: string): Layer =>
    normalisedConvolution(builder, path, { size: [1, 1], inputs, outputs, strides: [1, 1] })
  const separable = (size: number): Layer => {
    const path = `${name}/separable${size}`
    const depthwise = depthwiseConvolution(builder, path, {
      size,
      channels: inputs,
      stride,
      dilation: 1,
      rectifies: true
    })
    return sequence(depthwise, point(path))
  }
  const paths = [
    separable(3),
    separable(5),
    sequence(pooling({ of: "average", size: 3, stride }), point(`${name}/pooled`))
  ]
  return (x, pass) =>
    paths.map((path) => path(x, pass)).reduce((sum, value) => tf.add<tf.Tensor4D>(sum, value))
}

/** conv3x3 16, BN; three cells of 16, 32 (stride 2) and 32 (stride 2) filters. */
const sep3 = (): Network => {
  const builder = makeNetworkBuilder()
  const stem = sequence(
    convolution(builder, "stem", { size: [3, 3], inputs: 1, outputs: 16, strides: [1, 1], dilation: 1 }),
    batchNormalisation(builder, "stem", 16)
  )
  const run = sequence(
    stem,
    cell(builder, "cell0", { inputs: 16, outputs: 16, stride: 1 }),
    cell(builder, "cell1", { inputs: 16, outputs: 32, stride: 2 }),
    cell(builder, "cell2", { inputs: 32, outputs: 32, stride: 2 })
  )
  return finished(builder, run, 32)
}

const nasnet = (filters: number): Network => {
  const published = PUBLISHED_GENOTYPES.find(({ name }) => name === "AmoebaNet-A")
  if (published === undefined) throw new Error("AmoebaNet-A is not among the published genotypes")
  return buildNasnetNetwork(published.genome, { cells: 1, filters, stemStride: 2 }, IMAGE, CLASSES)
}

export const buildBenchNetwork = (name: NetworkName): Network => {
  switch (name) {
    case "plain3":
      return plain3()
    case "sep3":
      return sep3()
    case "nasnet F=8":
      return nasnet(8)
    case "nasnet F=32":
      return nasnet(32)
  }
}
