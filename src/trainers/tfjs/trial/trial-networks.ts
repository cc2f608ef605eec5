/**
 * The networks that backends are measured with, here and in the benchmarks. Each favours another kind of backend: on
 * narrow layers the cost of a call counts, on wide ones arithmetic, on separable ones memory.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { ImageShape } from "../../../datasets/labelled-images.ts"
import { buildClassifier } from "../networks/classifier.ts"
import { depthwiseConvolution, normalisedConvolution, pooling, relu, sequence } from "../networks/layers.ts"
import {
  type Layer,
  makeNetworkBuilder,
  type Network,
  type NetworkBuilder
} from "../networks/network-builder.ts"

type Build = (image: ImageShape, classes: number) => Network

/** Height and width after two layers of stride 2 with “same” padding. */
const quartered = (length: number): number => Math.ceil(Math.ceil(length / 2) / 2)

const networkOf = (
  builder: NetworkBuilder,
  body: Layer,
  outputs: { readonly image: ImageShape; readonly channels: number; readonly classes: number }
): Network => {
  const { image, channels, classes } = outputs
  const shape = { height: quartered(image.height), width: quartered(image.width), channels, parts: 1 }
  const classify = buildClassifier(builder, shape, classes)
  return { ...builder, forward: (images, pass) => classify([body(images, pass)], pass) }
}

const SIZE = [3, 3] as const
const ONE = [1, 1] as const

/** Three 3×3 convolutions, each with batch normalisation and ReLU, the first two with a max pooling of stride 2. */
const plain =
  (widths: readonly [number, number, number]): Build =>
  (image, classes) => {
    const builder = makeNetworkBuilder()
    let inputs = image.channels
    const layers = widths.map((outputs, index) => {
      const shape = { size: SIZE, inputs, outputs, strides: ONE }
      inputs = outputs
      const convolve = normalisedConvolution(builder, `layer${index + 1}`, shape)
      const isLast = index === widths.length - 1
      // The classifier begins with the ReLU of the last layer.
      return isLast ? convolve : sequence(convolve, relu, pooling({ of: "maximum", size: 2, stride: 2 }))
    })
    return networkOf(builder, sequence(...layers), { image, channels: inputs, classes })
  }

interface CellShape {
  readonly inputs: number
  readonly outputs: number
  readonly stride: 1 | 2
}

const pointwise = (builder: NetworkBuilder, name: string, { inputs, outputs }: CellShape): Layer =>
  normalisedConvolution(builder, name, { size: ONE, inputs, outputs, strides: ONE })

/** The sum of a separable 3×3 and a separable 5×5 convolution of the ReLU, and of an average pooling with a 1×1 convolution. */
const separableCell = (builder: NetworkBuilder, name: string, shape: CellShape): Layer => {
  const { inputs, stride } = shape
  const separable = (size: number): Layer =>
    sequence(
      depthwiseConvolution(builder, `${name}/separable${size}`, {
        size,
        channels: inputs,
        stride,
        dilation: 1
      }),
      pointwise(builder, `${name}/separable${size}`, shape)
    )
  const three = separable(3)
  const five = separable(5)
  const pooled = sequence(
    pooling({ of: "average", size: 3, stride }),
    pointwise(builder, `${name}/pooled`, shape)
  )
  return (x, pass) => {
    const activated = relu(x, pass)
    return tf.add(tf.add(three(activated, pass), five(activated, pass)), pooled(x, pass))
  }
}

const CELLS: readonly CellShape[] = [
  { inputs: 16, outputs: 16, stride: 1 },
  { inputs: 16, outputs: 32, stride: 2 },
  { inputs: 32, outputs: 32, stride: 2 }
]

/** A 3×3 convolution to 16 filters, and three cells of separable convolutions as NASNet has them. */
const separable: Build = (image, classes) => {
  const builder = makeNetworkBuilder()
  const stem = normalisedConvolution(builder, "stem", {
    size: SIZE,
    inputs: image.channels,
    outputs: 16,
    strides: ONE
  })
  const cells = CELLS.map((shape, index) => separableCell(builder, `cell${index}`, shape))
  return networkOf(builder, sequence(stem, ...cells), { image, channels: 32, classes })
}

export const TRIAL_NETWORKS = {
  /** 16, 32 and 32 filters: about what a small search trains. */
  plain3: plain([16, 32, 32]),
  /** Four times as wide. */
  wide3: plain([64, 128, 128]),
  sep3: separable
} as const satisfies Readonly<Record<string, Build>>

export type TrialNetworkName = keyof typeof TRIAL_NETWORKS
