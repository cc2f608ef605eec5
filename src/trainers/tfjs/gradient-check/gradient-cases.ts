/**
 * The operations whose gradients the self-test checks: one case for each kind of operation that networks
 * (`../networks/`) contain, at odd sizes and at borders, where gradients go wrong. Each case computes the same thing
 * twice, with TensorFlow.js and with the reference operations.
 */
import * as tf from "@tensorflow/tfjs-core"
import { factorisedReduction, firstChannels, joined } from "../networks/feature-maps.ts"
import { makeNetworkBuilder } from "../networks/network-builder.ts"
import { batchNorm, VARIANCE_EPSILON } from "../operations/batch-normalisation.ts"
import { rank1, rank2, rank4 } from "../tensor-rank.ts"
import { crossEntropy } from "../training/classifier-loss.ts"
import { scaleImages } from "../training/drop-path.ts"
import { convolutionGradientCases } from "./convolution-gradient-cases.ts"
import { at, decided, type GradientCase, grid, IMAGES, normal, window } from "./gradient-case.ts"
import { poolingGradientCases } from "./pooling-gradient-cases.ts"
import {
  type Grid,
  referenceBatchNormalisation,
  referenceClassifierLoss,
  referenceConvolution,
  referenceRelu
} from "./reference-operations.ts"

const firstChannelsCase = (): GradientCase => ({
  operation: "first channels",
  inputs: [grid("first channels", [2, 5, 6, 3], normal)],
  compute: ([x]) => firstChannels(rank4(x), 2),
  reference: (inputs) => ({
    shape: IMAGES,
    values: at(inputs, 0).values.filter((_, index) => index % 3 < 2)
  })
})

const factorisedReductionCase = (): GradientCase => {
  const operation = "factorised reduction"
  const shape = { height: 5, width: 6, channels: 2, parts: 1 }
  const reduce = factorisedReduction(makeNetworkBuilder(), operation, shape, 4, false)
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
  compute: ([x, scale, offset]) => batchNorm(rank4(x), rank1(scale), rank1(offset)).y,
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

/** What flows between cells is joined along the channels here and there. */
const concatenationCase = (): GradientCase => ({
  operation: "concatenation",
  inputs: [grid("concatenation", IMAGES, normal), grid("concatenation second", IMAGES, normal)],
  compute: ([first, second]) =>
    joined([rank4(first), rank4(second)], { parameters: [], normalise: (_, y) => y }),
  reference: (inputs) => {
    const [first, second] = [at(inputs, 0).values, at(inputs, 1).values]
    const values = Array.from({ length: first.length / 2 }, (_, pixel) => [
      ...first.slice(2 * pixel, 2 * pixel + 2),
      ...second.slice(2 * pixel, 2 * pixel + 2)
    ])
    return { shape: [2, 5, 6, 4], values: Float64Array.from(values.flat()) }
  }
})

/** One image of the two is dropped. */
const dropPathCase = (): GradientCase => ({
  operation: "drop-path",
  inputs: [grid("drop-path", IMAGES, normal)],
  compute: ([x]) => scaleImages(rank4(x), tf.tensor2d([0, 4], [2, 1])),
  reference: (inputs) => {
    const { shape, values } = at(inputs, 0)
    return { shape, values: values.map((value, index) => (2 * index < values.length ? 0 : 4 * value)) }
  }
})

export const gradientCases = (): readonly GradientCase[] => [
  ...convolutionGradientCases(),
  ...poolingGradientCases(),
  firstChannelsCase(),
  factorisedReductionCase(),
  concatenationCase(),
  dropPathCase(),
  batchNormalisationCase(),
  reluCase(),
  classifierCase()
]
