/**
 * The operations whose gradients the self-test checks: one case for each kind of operation that a network of
 * this folder contains, at odd sizes and at borders, where gradients go wrong. Each case computes the same thing
 * twice, with TensorFlow.js and with the reference operations.
 */
import * as tf from "@tensorflow/tfjs-core"
import { type RandomStream, randomStream } from "../../domain/random-stream.ts"
import { normaliseBatch, VARIANCE_EPSILON } from "./batch-normalisation.ts"
import { crossEntropy } from "./classifier-loss.ts"
import { factorisedReduction } from "./feature-maps.ts"
import { identity } from "./layers.ts"
import { makeNetworkBuilder } from "./network-builder.ts"
import {
  type Grid,
  referenceAveragePool,
  referenceBatchNormalisation,
  referenceClassifierLoss,
  referenceConvolution,
  referenceDepthwise,
  referenceMaxPool,
  referenceRelu,
  type WindowShape
} from "./reference-operations.ts"
import { rank1, rank2, rank4 } from "./tensor-rank.ts"

export interface GradientCase {
  readonly operation: string
  readonly inputs: readonly Grid[]
  readonly compute: (inputs: readonly tf.Tensor[]) => tf.Tensor
  readonly reference: (inputs: readonly Grid[]) => Grid
}

type Draw = (stream: RandomStream) => number

export const normal: Draw = (stream) => stream.normal()
const negative: Draw = (stream) => -0.1 - Math.abs(stream.normal())
/** Away from zero, where a ReLU has no gradient. */
export const decided: Draw = (stream) => {
  const value = stream.normal()
  return value + 0.05 * Math.sign(value)
}

export const grid = (name: string, shape: readonly number[], draw: Draw): Grid => {
  const stream = randomStream(1, `gradient-self-test ${name}`, 0)
  const size = shape.reduce((product, length) => product * length, 1)
  // Rounded to single precision, so that both sides compute with the same numbers.
  return { shape, values: Float64Array.from({ length: size }, () => Math.fround(draw(stream))) }
}

export const at = (inputs: readonly Grid[], index: number): Grid =>
  inputs[index] ?? { shape: [0], values: new Float64Array(0) }

/** Odd by even, smaller than the largest window. */
export const IMAGES: readonly number[] = [2, 5, 6, 2]

const nameOf = (kind: string, { size, strides, dilation }: WindowShape): string => {
  const stride = strides[0] === 1 && strides[1] === 1 ? "" : ` stride ${strides.join("x")}`
  return `${kind} ${size.join("x")}${stride}${dilation === 1 ? "" : ` dilation ${dilation}`}`
}

const window = (
  size: readonly [number, number],
  strides: readonly [number, number],
  dilation = 1
): WindowShape => ({
  size,
  strides,
  dilation
})

const convolutionCase = (shape: WindowShape): GradientCase => {
  const operation = nameOf("convolution", shape)
  return {
    operation,
    inputs: [grid(operation, IMAGES, normal), grid(`${operation} filter`, [...shape.size, 2, 3], normal)],
    compute: ([x, filter]) =>
      tf.conv2d(rank4(x), rank4(filter), [...shape.strides], "same", "NHWC", shape.dilation),
    reference: (inputs) => referenceConvolution(at(inputs, 0), at(inputs, 1), shape)
  }
}

const depthwiseCase = (shape: WindowShape): GradientCase => {
  const operation = nameOf("depthwise convolution", shape)
  return {
    operation,
    inputs: [grid(operation, IMAGES, normal), grid(`${operation} filter`, [...shape.size, 2, 1], normal)],
    compute: ([x, filter]) =>
      tf.depthwiseConv2d(rank4(x), rank4(filter), [...shape.strides], "same", "NHWC", shape.dilation),
    reference: (inputs) => referenceDepthwise(at(inputs, 0), at(inputs, 1), shape)
  }
}

const maxPoolCase = (shape: WindowShape, draw: Draw, what: string): GradientCase => {
  const operation = `${nameOf("max pooling", shape)}${what}`
  return {
    operation,
    inputs: [grid(operation, IMAGES, draw)],
    compute: ([x]) => tf.maxPool(rank4(x), [...shape.size], [...shape.strides], "same"),
    reference: (inputs) => referenceMaxPool(at(inputs, 0), shape)
  }
}

const averagePoolCase = (shape: WindowShape): GradientCase => {
  const operation = nameOf("average pooling", shape)
  return {
    operation,
    inputs: [grid(operation, IMAGES, normal)],
    compute: ([x]) => tf.avgPool(rank4(x), [...shape.size], [...shape.strides], "same"),
    reference: (inputs) => referenceAveragePool(at(inputs, 0), shape)
  }
}

/** The mean over each image, as before the classifier. */
const globalPoolCase = (): GradientCase => ({
  operation: "global average pooling",
  inputs: [grid("global average pooling", [2, 5, 5, 3], normal)],
  compute: ([x]) => tf.avgPool(rank4(x), 5, 1, "valid"),
  reference: (inputs) => {
    const x = at(inputs, 0)
    const values = new Float64Array(2 * 3)
    for (const [index, value] of x.values.entries()) {
      const mean = Math.floor(index / 75) * 3 + (index % 3)
      values[mean] = (values[mean] ?? 0) + value / 25
    }
    return { shape: [2, 1, 1, 3], values }
  }
})

const factorisedReductionCase = (): GradientCase => {
  const operation = "factorised reduction"
  const shape = { height: 5, width: 6, channels: 2, parts: 1 }
  const reduce = factorisedReduction(makeNetworkBuilder(), operation, shape, 4, identity)
  return {
    operation,
    inputs: [
      grid(operation, IMAGES, normal),
      grid(`${operation} upper`, [2, 2], normal),
      grid(`${operation} lower`, [2, 2], normal)
    ],
    compute: ([x, upper, lower]) =>
      reduce([rank4(x)], {
        parameters: [rank2(upper), rank2(lower), tf.ones([4]), tf.zeros([4])],
        normalise: (_, y) => y
      }),
    reference: (inputs) => {
      const filter = new Float64Array(2 * 2 * 2 * 4)
      for (let i = 0; i < 4; i++) {
        const place = Math.floor(i / 2) * 4 + (i % 2)
        filter[place] = at(inputs, 1).values[i] ?? 0
        filter[24 + place + 2] = at(inputs, 2).values[i] ?? 0
      }
      return referenceConvolution(
        at(inputs, 0),
        { shape: [2, 2, 2, 4], values: filter },
        window([2, 2], [2, 2])
      )
    }
  }
}

const batchNormalisationCase = (): GradientCase => ({
  operation: "batch normalisation",
  inputs: [
    grid("batch normalisation", IMAGES, (stream) => 2 + 3 * stream.normal()),
    grid("batch normalisation scale", [2], normal),
    grid("batch normalisation offset", [2], normal)
  ],
  compute: ([x, scale, offset]) =>
    normaliseBatch(rank4(x), { scale: rank1(scale), offset: rank1(offset) }, () => undefined),
  reference: (inputs) =>
    referenceBatchNormalisation(at(inputs, 0), at(inputs, 1), at(inputs, 2), VARIANCE_EPSILON)
})

const reluCase = (): GradientCase => ({
  operation: "ReLU",
  inputs: [grid("ReLU", IMAGES, decided)],
  compute: ([x]) => tf.relu(rank4(x)),
  reference: (inputs) => referenceRelu(at(inputs, 0))
})

const classifierCase = (): GradientCase => {
  const operation = "classifier and cross-entropy"
  const labels: Grid = { shape: [4, 3], values: Float64Array.of(1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1) }
  return {
    operation,
    inputs: [
      grid(operation, [4, 5], normal),
      grid(`${operation} weights`, [5, 3], normal),
      grid(`${operation} bias`, [3], normal)
    ],
    compute: ([x, weights, bias]) =>
      crossEntropy(
        tf.add<tf.Tensor2D>(tf.matMul(rank2(x), rank2(weights)), rank1(bias)),
        tf.tensor2d([...labels.values], [4, 3])
      ),
    reference: (inputs) => referenceClassifierLoss(at(inputs, 0), at(inputs, 1), at(inputs, 2), labels)
  }
}

/** What the networks of NASNet cells are made of, and much of it of others too. */
export const gradientCases = (): readonly GradientCase[] => [
  convolutionCase(window([1, 1], [1, 1])),
  convolutionCase(window([1, 1], [2, 2])),
  convolutionCase(window([3, 3], [1, 1])),
  convolutionCase(window([3, 3], [2, 2])),
  convolutionCase(window([1, 7], [1, 1])),
  convolutionCase(window([7, 1], [1, 1])),
  convolutionCase(window([1, 7], [1, 2])),
  convolutionCase(window([7, 1], [2, 1])),
  depthwiseCase(window([3, 3], [1, 1])),
  depthwiseCase(window([3, 3], [2, 2])),
  depthwiseCase(window([5, 5], [1, 1])),
  depthwiseCase(window([5, 5], [2, 2])),
  depthwiseCase(window([7, 7], [1, 1])),
  depthwiseCase(window([7, 7], [2, 2])),
  depthwiseCase(window([3, 3], [1, 1], 2)),
  maxPoolCase(window([3, 3], [1, 1]), normal, ""),
  maxPoolCase(window([3, 3], [2, 2]), normal, ""),
  maxPoolCase(window([3, 3], [1, 1]), negative, " of negative values"),
  averagePoolCase(window([3, 3], [1, 1])),
  averagePoolCase(window([3, 3], [2, 2])),
  globalPoolCase(),
  factorisedReductionCase(),
  batchNormalisationCase(),
  reluCase(),
  classifierCase()
]
