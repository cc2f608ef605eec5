/**
 * The networks of NAS-Bench-Macro (Su et al. 2021): a 3×3 convolution to F filters, eight layers in three stages of
 * 2, 3 and 3 with 2F, 4F and 8F filters, of which the first of each halves height and width, a 1×1 convolution to 40F, and
 * the classifier. With F = 32 and images of CIFAR-10 they have the recorded numbers of parameters.
 *
 * A layer is an inverted bottleneck (Sandler et al. 2018: 1×1 convolution to `expansion` times the filters, depthwise
 * convolution, 1×1 convolution, with a shortcut where the shape stays) or the identity, which at the start of a
 * stage is a strided 1×1 convolution. The activation is ReLU.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { ImageShape } from "../../../datasets/labelled-images.ts"
import { benchmarkStem } from "./benchmark-stem.ts"
import { buildClassifier } from "./classifier.ts"
import {
  batchNormalisation,
  depthwiseConvolution,
  identity,
  normalisedConvolution,
  relu,
  sequence
} from "./layers.ts"
import { type Layer, makeNetworkBuilder, type Network, type NetworkBuilder } from "./network-builder.ts"

const STAGE_OF_LAYER = [0, 0, 1, 1, 1, 2, 2, 2] as const
const LAST_MULTIPLIER = 40

/** By the digit of the genome; the identity has none. */
const BOTTLENECKS = [undefined, { expansion: 3, size: 3 }, { expansion: 6, size: 5 }] as const

interface LayerShape {
  readonly inputs: number
  readonly outputs: number
  readonly stride: 1 | 2
}

export const buildNasBenchMacroNetwork = (
  key: string,
  filters: number,
  image: ImageShape,
  classes: number
): Network => {
  const builder = makeNetworkBuilder()
  const layers = [benchmarkStem(builder, image, filters), relu]
  let inputs = filters
  STAGE_OF_LAYER.forEach((stage, index) => {
    const outputs = filters * 2 ** (stage + 1)
    const shape: LayerShape = { inputs, outputs, stride: stage === STAGE_OF_LAYER[index - 1] ? 1 : 2 }
    layers.push(chosenLayer(builder, `layer${index + 1}`, Number(key[index]), shape))
    inputs = outputs
  })
  const last = filters * LAST_MULTIPLIER
  layers.push(pointwise(builder, "last", { inputs, outputs: last, stride: 1 }), relu)
  const classify = buildClassifier(builder, { ...image, channels: last, parts: 1 }, classes)
  const run = sequence(...layers)
  return {
    parameters: builder.parameters,
    paths: builder.paths,
    normalisations: builder.normalisations,
    forward: (images, pass) => classify([run(images, pass)], pass)
  }
}

const pointwise = (builder: NetworkBuilder, name: string, { inputs, outputs, stride }: LayerShape): Layer =>
  normalisedConvolution(builder, name, { size: [1, 1], inputs, outputs, strides: [stride, stride] })

const chosenLayer = (builder: NetworkBuilder, name: string, operation: number, shape: LayerShape): Layer => {
  const bottleneck = BOTTLENECKS[operation]
  const keepsShape = shape.stride === 1 && shape.inputs === shape.outputs
  if (bottleneck === undefined) return keepsShape ? identity : pointwise(builder, `${name}/identity`, shape)
  const { expansion, size } = bottleneck
  const wide = shape.inputs * expansion
  const layer = sequence(
    pointwise(builder, `${name}/expand`, { inputs: shape.inputs, outputs: wide, stride: 1 }),
    depthwiseConvolution(builder, name, {
      size,
      channels: wide,
      stride: shape.stride,
      dilation: 1,
      rectifies: true
    }),
    batchNormalisation(builder, name, wide),
    relu,
    pointwise(builder, `${name}/project`, { inputs: wide, outputs: shape.outputs, stride: 1 })
  )
  return keepsShape ? (x, pass) => tf.add<tf.Tensor4D>(x, layer(x, pass)) : layer
}
