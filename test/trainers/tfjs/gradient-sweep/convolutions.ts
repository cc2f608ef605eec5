/** The sweep's cases of convolutions, full and depthwise. */
import * as tf from "@tensorflow/tfjs-core"
import {
  at,
  type GradientCase,
  grid,
  normal
} from "../../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import {
  referenceConvolution,
  referenceDepthwise,
  type WindowShape
} from "../../../../src/trainers/tfjs/gradient-check/reference-operations.ts"
import { rank4 } from "../../../../src/trainers/tfjs/tensor-rank.ts"
import { describeImageCase, drawImageCase, type ImageCase, OBLONGS, PADDINGS, SQUARES } from "./shapes.ts"

type Pair = readonly [number, number]
type Padding = "same" | "valid" | [[number, number], [number, number], [number, number], [number, number]]

const paddingOf = ({ padding = "same" }: WindowShape): Padding => {
  if (typeof padding === "string") return padding
  const [rows, columns] = padding
  return [[0, 0], [...rows], [...columns], [0, 0]]
}

const convolutionCase = (shape: ImageCase): GradientCase => {
  const operation = `convolution ${describeImageCase(shape)}`
  const { window, images, outputs } = shape
  return {
    operation,
    inputs: [
      grid(operation, images, normal),
      grid(`${operation} filter`, [...window.size, images[3], outputs], normal)
    ],
    compute: ([x, filter]) =>
      tf.conv2d(
        rank4(x),
        rank4(filter),
        [...window.strides],
        paddingOf(window) as "same",
        "NHWC",
        window.dilation
      ),
    reference: (inputs) => referenceConvolution(at(inputs, 0), at(inputs, 1), window)
  }
}

const depthwiseCase = (shape: ImageCase): GradientCase => {
  const operation = `depthwise ${describeImageCase(shape)}`
  const { window, images, outputs } = shape
  return {
    operation,
    inputs: [
      grid(operation, images, normal),
      grid(`${operation} filter`, [...window.size, images[3], outputs], normal)
    ],
    compute: ([x, filter]) =>
      tf.depthwiseConv2d(
        rank4(x),
        rank4(filter),
        [...window.strides],
        paddingOf(window) as "same",
        "NHWC",
        window.dilation
      ),
    reference: (inputs) => referenceDepthwise(at(inputs, 0), at(inputs, 1), window)
  }
}

interface Stepping {
  readonly strides: Pair
  readonly dilation: number
}

/** TensorFlow.js allows a stride or a dilation, not both. */
const SQUARE_STEPPINGS: readonly Stepping[] = [
  { strides: [1, 1], dilation: 1 },
  { strides: [2, 2], dilation: 1 },
  { strides: [3, 3], dilation: 1 },
  { strides: [1, 1], dilation: 2 },
  { strides: [1, 1], dilation: 3 }
]
const OBLONG_STEPPINGS: readonly Stepping[] = [
  { strides: [4, 4], dilation: 1 },
  { strides: [1, 2], dilation: 1 },
  { strides: [2, 1], dilation: 1 },
  { strides: [3, 2], dilation: 1 }
]

const drawn = (
  kind: string,
  sizes: readonly Pair[],
  steppings: readonly Stepping[],
  outputs: "free" | number
): ImageCase[] =>
  sizes.flatMap((size) =>
    steppings.flatMap((stepping) =>
      PADDINGS.map((rule) => drawImageCase(kind, { size, ...stepping, rule }, outputs))
    )
  )

const MULTIPLIERS = [2, 3]

export const convolutions = (): readonly GradientCase[] => [
  ...drawn("convolution", [...SQUARES, ...OBLONGS], [...SQUARE_STEPPINGS, ...OBLONG_STEPPINGS], "free").map(
    convolutionCase
  ),
  ...drawn("depthwise", [...SQUARES, ...OBLONGS], SQUARE_STEPPINGS, 1).map(depthwiseCase),
  ...MULTIPLIERS.flatMap((multiplier) =>
    drawn("depthwise multiplied", [...SQUARES.slice(0, 5), [1, 7]], SQUARE_STEPPINGS, multiplier).map(
      depthwiseCase
    )
  )
]
