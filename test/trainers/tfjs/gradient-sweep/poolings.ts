/** The sweep's cases of pooling: over windows that end at the borders, over windows without padding, over whole images. */
import * as tf from "@tensorflow/tfjs-core"
import {
  at,
  type Draw,
  type GradientCase,
  grid,
  negative,
  normal
} from "../../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import {
  type Grid,
  referenceAveragePool,
  referenceMaxPool,
  type WindowShape
} from "../../../../src/trainers/tfjs/gradient-check/reference-operations.ts"
import { pooling } from "../../../../src/trainers/tfjs/networks/layers.ts"
import { rank4 } from "../../../../src/trainers/tfjs/tensor-rank.ts"
import { CHANNELS, describeImageCase, drawImageCase, type ImageCase, SQUARES } from "./shapes.ts"

type Kind = "average" | "maximum" | "minimum"

const negated = ({ shape, values }: Grid): Grid => ({ shape, values: values.map((value) => -value) })

const REFERENCES: Readonly<Record<Kind, (x: Grid, window: WindowShape) => Grid>> = {
  average: referenceAveragePool,
  maximum: referenceMaxPool,
  minimum: (x, window) => negated(referenceMaxPool(negated(x), window))
}

const poolingCase = (kind: Kind, { window, images }: ImageCase, draw: Draw = normal): GradientCase => {
  const drawn = draw === negative ? " of negative values" : ""
  const operation = `${kind} pooling${drawn} ${describeImageCase({ window, images, outputs: images[3] })}`
  const { size, strides, padding } = window
  const isSquare = size[0] === size[1]
  const layer = pooling({ of: kind, size: size[0], stride: strides[0] })
  const pool = kind === "average" ? tf.avgPool : tf.maxPool
  const compute = (x: tf.Tensor4D): tf.Tensor4D => {
    if (padding === "same" && isSquare) return layer(x, { parameters: [], normalise: (_, y) => y })
    return pool(x, [...size], [...strides], padding === "valid" ? "valid" : "same")
  }
  return {
    operation,
    inputs: [grid(operation, images, draw)],
    compute: ([x]) => compute(rank4(x)),
    reference: (inputs) => REFERENCES[kind](at(inputs, 0), window)
  }
}

const STRIDES = [1, 2, 3]

const shapesOf = (kind: Kind, rule: "same" | "valid"): ImageCase[] =>
  SQUARES.flatMap((size) =>
    STRIDES.map((stride) => drawImageCase(kind, { size, strides: [stride, stride], dilation: 1, rule }, 1))
  )

/** As before the classifier: the mean of each image, of one pixel too. */
const globalCases = (): GradientCase[] =>
  CHANNELS.map((channels, index) => {
    const size = [1 + (index % 8), 1 + ((index * 3) % 7)] as const
    const window: WindowShape = { size, strides: [1, 1], dilation: 1, padding: "valid" }
    const images: ImageCase["images"] = [1 + (index % 3), ...size, channels]
    return poolingCase("average", { window, images, outputs: channels })
  })

export const poolings = (): readonly GradientCase[] => [
  ...(["average", "maximum"] as const).flatMap((kind) =>
    (["same", "valid"] as const).flatMap((rule) =>
      shapesOf(kind, rule).map((shape) => poolingCase(kind, shape))
    )
  ),
  ...shapesOf("minimum", "same").map((shape) => poolingCase("minimum", shape)),
  ...shapesOf("maximum", "same").map((shape) => poolingCase("maximum", shape, negative)),
  ...globalCases()
]
