/**
 * The networks of NAS-Bench-201 (Dong and Yang 2020): a 3×3 convolution to F filters, three stacks of N cells with F, 2F
 * and 4F filters, a residual block of stride 2 between stacks (He et al. 2016), batch normalisation and the
 * classifier. With N = 5 and F = 16 and images of CIFAR-10 they have the recorded numbers of parameters.
 *
 * A node of a cell is the sum of what its edges bring; the operations keep size and filters.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { ImageShape } from "../../../datasets/labelled-images.ts"
import { EDGES } from "../../../spaces/nas-bench-201.ts"
import { benchmarkStem } from "./benchmark-stem.ts"
import { buildClassifier } from "./classifier.ts"
import { batchNormalisation, convolution, identity, normalisedConvolution, sequence } from "./layers.ts"
import { type Layer, makeNetworkBuilder, type Network, type NetworkBuilder } from "./network-builder.ts"

export interface StackSize {
  /** N: cells in each stack. */
  readonly cells: number
  /** F: filters of the first stack. */
  readonly filters: number
}

const STACKS = 3
const NODES = 4

export const buildNasBench201Network = (
  key: string,
  size: StackSize,
  image: ImageShape,
  classes: number
): Network => {
  const builder = makeNetworkBuilder()
  const layers = [benchmarkStem(builder, image, size.filters)]
  let filters = size.filters
  for (let stack = 0; stack < STACKS; stack++) {
    if (stack > 0) {
      layers.push(residualReduction(builder, `reduction${stack}`, filters))
      filters *= 2
    }
    for (let index = 0; index < size.cells; index++)
      layers.push(cell(builder, `stack${stack}/cell${index}`, key, filters))
  }
  layers.push(batchNormalisation(builder, "last", filters))
  const classify = buildClassifier(builder, { ...image, channels: filters, parts: 1 }, classes)
  const run = sequence(...layers)
  return {
    parameters: builder.parameters,
    paths: builder.paths,
    normalisations: builder.normalisations,
    // The classifier begins with the ReLU that belongs to the last normalisation.
    forward: (images, pass) => classify([run(images, pass)], pass)
  }
}

interface Edge {
  readonly from: number
  readonly to: number
  readonly layer: Layer
}

const cell = (builder: NetworkBuilder, name: string, key: string, filters: number): Layer => {
  const edges = EDGES.map((edge, digit): Edge => {
    const [from = 0, to = 0] = edge.split("->").map(Number)
    return { from, to, layer: operation(builder, `${name}/${edge}`, Number(key[digit]), filters) }
  })
  return (x, pass) => {
    const nodes = [x]
    for (let node = 1; node < NODES; node++) {
      const arriving = edges.flatMap(({ from, to, layer }) =>
        to === node ? [layer(nodes[from] ?? x, pass)] : []
      )
      nodes.push(arriving.reduce((sum, tensor) => tf.add<tf.Tensor4D>(sum, tensor)))
    }
    return nodes[NODES - 1] ?? x
  }
}

/** ReLU, convolution, batch normalisation. */
const activatedConvolution = (
  builder: NetworkBuilder,
  name: string,
  shape: { readonly size: number; readonly inputs: number; readonly outputs: number; readonly stride: number }
): Layer => {
  const { size, inputs, outputs, stride } = shape
  return normalisedConvolution(builder, name, {
    size: [size, size],
    inputs,
    outputs,
    strides: [stride, stride],
    rectifies: true
  })
}

/** As the authors compute `none`: what cannot count still has a gradient, of zero, as every parameter must. */
const nothing: Layer = (x) => tf.mul(x, 0)

/** The operation by its index; see `OPERATIONS` of the space. */
const operation = (builder: NetworkBuilder, name: string, index: number, filters: number): Layer => {
  const same = { inputs: filters, outputs: filters, stride: 1 }
  switch (index) {
    case 1:
      return identity
    case 2:
      return activatedConvolution(builder, name, { ...same, size: 1 })
    case 3:
      return activatedConvolution(builder, name, { ...same, size: 3 })
    case 4:
      return (x) => tf.avgPool(x, 3, 1, "same")
    default:
      return nothing
  }
}

/** Two 3×3 convolutions, the first of stride 2, beside an average pooling and a bare 1×1 convolution; filters double. */
const residualReduction = (builder: NetworkBuilder, name: string, inputs: number): Layer => {
  const outputs = 2 * inputs
  const main = sequence(
    activatedConvolution(builder, `${name}/1`, { size: 3, inputs, outputs, stride: 2 }),
    activatedConvolution(builder, `${name}/2`, { size: 3, inputs: outputs, outputs, stride: 1 })
  )
  const matched = convolution(builder, `${name}/shortcut`, {
    size: [1, 1],
    inputs,
    outputs,
    strides: [1, 1],
    dilation: 1
  })
  return (x, pass) => tf.add<tf.Tensor4D>(main(x, pass), matched(tf.avgPool(x, 2, 2, "same"), pass))
}
