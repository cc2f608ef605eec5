/** The sweep's cases of what is no window: normalisation, rectifiers, classifiers, joining, cutting, adding, padding, fitting. */
import * as tf from "@tensorflow/tfjs-core"
import { randomStream } from "../../../../src/domain/random-stream.ts"
import {
  at,
  decided,
  type GradientCase,
  grid,
  normal
} from "../../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import {
  type Grid,
  referenceBatchNormalisation,
  referenceClassifierLoss,
  referenceConvolution,
  referenceRelu
} from "../../../../src/trainers/tfjs/gradient-check/reference-operations.ts"
import {
  factorisedReduction,
  firstChannels,
  joined
} from "../../../../src/trainers/tfjs/networks/feature-maps.ts"
import { makeNetworkBuilder } from "../../../../src/trainers/tfjs/networks/network-builder.ts"
import { VARIANCE_EPSILON } from "../../../../src/trainers/tfjs/operations/batch-normalisation.ts"
import { rank1, rank2, rank4 } from "../../../../src/trainers/tfjs/tensor-rank.ts"
import { crossEntropy } from "../../../../src/trainers/tfjs/training/classifier-loss.ts"
import { scaleImages } from "../../../../src/trainers/tfjs/training/drop-path.ts"
import { normalise } from "./normalise.ts"
import { CHANNELS } from "./shapes.ts"

type Shape = [number, number, number, number]

/** One image for each number of channels, with sizes and batches that go round. */
const images = (): Shape[] =>
  CHANNELS.map((channels, index) => [1 + (index % 3), 2 + (index % 5), 3 + (index % 4), channels])

const pixelsOf = ([batch, height, width]: Shape): number => batch * height * width

/** Channel after channel of each pixel, from several images of as many pixels. */
const concatenated = (grids: readonly Grid[], shape: Shape): Grid => {
  const values = Array.from({ length: pixelsOf(shape) }, (_, pixel) =>
    grids.map(({ shape: of, values }) => values.slice(pixel * of[3]!, (pixel + 1) * of[3]!))
  )
  return { shape, values: Float64Array.from(values.flat().flatMap((channels) => [...channels])) }
}

const normalisationCase = (shape: Shape): GradientCase => {
  const operation = `batch normalisation of ${shape.join("x")}`
  return {
    operation,
    inputs: [
      grid(operation, shape, (stream) => 2 + 3 * stream.normal()),
      grid(`${operation} scale`, [shape[3]], normal),
      grid(`${operation} offset`, [shape[3]], normal)
    ],
    compute: ([x, scale, offset]) => normalise(0, rank4(x), { scale: rank1(scale), offset: rank1(offset) }),
    reference: (inputs) =>
      referenceBatchNormalisation(at(inputs, 0), at(inputs, 1), at(inputs, 2), VARIANCE_EPSILON)
  }
}

const reluCase = (shape: Shape): GradientCase => {
  const operation = `ReLU of ${shape.join("x")}`
  return {
    operation,
    inputs: [grid(operation, shape, decided)],
    compute: ([x]) => tf.relu(rank4(x)),
    reference: (inputs) => referenceRelu(at(inputs, 0))
  }
}

/** A pixel that is read twice, so that its gradients add up. */
const sumCase = (shape: Shape): GradientCase => {
  const operation = `sum of ${shape.join("x")}`
  return {
    operation,
    inputs: [grid(operation, shape, normal), grid(`${operation} second`, shape, normal)],
    compute: ([first, second]) => tf.add(tf.add(rank4(first), rank4(second)), rank4(first)),
    reference: ([first, second]) => ({
      shape,
      values: first!.values.map((value, index) => 2 * value + second!.values[index]!)
    })
  }
}

const concatenationCase = (shape: Shape): GradientCase => {
  const [batch, height, width, channels] = shape
  const operation = `concatenation of ${shape.join("x")}`
  const widths = [channels, 3, channels + 1]
  return {
    operation,
    inputs: widths.map((width_, index) =>
      grid(`${operation} ${index}`, [batch, height, width, width_], normal)
    ),
    compute: (parts) => joined(parts.map(rank4), { parameters: [], normalise }),
    reference: (parts) => concatenated(parts, [batch, height, width, 2 * channels + 4])
  }
}

const firstChannelsCase = (shape: Shape): GradientCase => {
  const [batch, height, width, channels] = shape
  const count = Math.ceil(channels / 2)
  const operation = `first ${count} channels of ${shape.join("x")}`
  return {
    operation,
    inputs: [grid(operation, shape, normal)],
    compute: ([x]) => firstChannels(rank4(x), count),
    reference: ([x]) => ({
      shape: [batch, height, width, count],
      values: x!.values.filter((_, index) => index % channels < count)
    })
  }
}

/** A part somewhere in the middle, along every axis that has room. */
const sliceCase = (shape: Shape): GradientCase => {
  const operation = `slice of ${shape.join("x")}`
  const begin = shape.map((size) => (size > 1 ? 1 : 0))
  const size = shape.map((length) => (length > 2 ? length - 2 : 1))
  const isInside = (place: number): boolean => {
    let rest = place
    for (let axis = 3; axis >= 0; axis--) {
      const index = rest % shape[axis]!
      rest = Math.floor(rest / shape[axis]!)
      if (index < begin[axis]! || index >= begin[axis]! + size[axis]!) return false
    }
    return true
  }
  return {
    operation,
    inputs: [grid(operation, shape, normal)],
    compute: ([x]) => tf.slice(rank4(x), begin, size),
    reference: ([x]) => ({ shape: size, values: x!.values.filter((_, place) => isInside(place)) })
  }
}

const padCase = (shape: Shape): GradientCase => {
  const operation = `padding of ${shape.join("x")}`
  const [batch, height, width, channels] = shape
  const padded: Shape = [batch, height + 1, width + 2, channels + 3]
  return {
    operation,
    inputs: [grid(operation, shape, normal)],
    compute: ([x]) =>
      tf.pad(rank4(x), [
        [0, 0],
        [1, 0],
        [0, 2],
        [1, 2]
      ]),
    reference: ([x]) => {
      const values = new Float64Array(padded.reduce((product, size) => product * size, 1))
      for (const [place, value] of x!.values.entries()) {
        const pixel = Math.floor(place / channels)
        const row = Math.floor(pixel / width)
        const paddedRow = row + Math.floor(row / height) + 1
        values[(paddedRow * (width + 2) + (pixel % width)) * (channels + 3) + (place % channels) + 1] = value
      }
      return { shape: padded, values }
    }
  }
}

const reductionCase = (shape: Shape): GradientCase => {
  const [, height, width, channels] = shape
  const operation = `factorised reduction of ${shape.join("x")}`
  const filters = 2 * Math.ceil(channels / 2)
  const half = filters / 2
  const reduce = factorisedReduction(
    makeNetworkBuilder(),
    operation,
    { height, width, channels, parts: 1 },
    filters,
    false
  )
  return {
    operation,
    inputs: [
      grid(operation, shape, normal),
      grid(`${operation} upper`, [channels, half], normal),
      grid(`${operation} lower`, [channels, half], normal)
    ],
    compute: ([x, upper, lower]) =>
      reduce([rank4(x)], {
        parameters: [rank2(upper), rank2(lower), tf.ones([filters]), tf.zeros([filters])],
        normalise: (_, y) => y
      }),
    reference: ([x, upper, lower]) => {
      const values = new Float64Array(4 * channels * filters)
      for (let index = 0; index < channels * half; index++) {
        const place = Math.floor(index / half) * filters + (index % half)
        values[place] = upper!.values[index]!
        values[3 * channels * filters + place + half] = lower!.values[index]!
      }
      const filter = { shape: [2, 2, channels, filters], values }
      return referenceConvolution(x!, filter, { size: [2, 2], strides: [2, 2], dilation: 1 })
    }
  }
}

/** Some images are dropped, the others count double. */
const dropPathCase = (shape: Shape): GradientCase => {
  const operation = `drop-path of ${shape.join("x")}`
  const factors = Float32Array.from({ length: shape[0] }, (_, image) => (image % 2 === 0 ? 2 : 0))
  return {
    operation,
    inputs: [grid(operation, shape, normal)],
    compute: ([x]) => scaleImages(rank4(x), tf.tensor2d(factors, [shape[0], 1])),
    reference: ([x]) => ({
      shape,
      values: x!.values.map(
        (value, place) => value * factors[Math.floor((place * shape[0]) / x!.values.length)]!
      )
    })
  }
}

/** Rows of features through the last linear map to the loss. */
const classifierCase = (batch: number, features: number, classes: number): GradientCase => {
  const operation = `classifier of ${batch}x${features} to ${classes}`
  const stream = randomStream(1, `sweep labels ${operation}`, 0)
  const values = new Float64Array(batch * classes)
  for (let image = 0; image < batch; image++) values[image * classes + stream.below(classes)] = 1
  const labels: Grid = { shape: [batch, classes], values }
  return {
    operation,
    inputs: [
      grid(operation, [batch, features], normal),
      grid(`${operation} weights`, [features, classes], normal),
      grid(`${operation} bias`, [classes], normal)
    ],
    compute: ([x, weights, bias]) =>
      crossEntropy(
        tf.add<tf.Tensor2D>(tf.matMul(rank2(x), rank2(weights)), rank1(bias)),
        tf.tensor2d(Float32Array.from(values), [batch, classes])
      ),
    reference: ([x, weights, bias]) => referenceClassifierLoss(x!, weights!, bias!, labels)
  }
}

export const elementary = (): readonly GradientCase[] => [
  ...[
    normalisationCase,
    reluCase,
    sumCase,
    concatenationCase,
    sliceCase,
    padCase,
    reductionCase,
    dropPathCase
  ].flatMap((make) => images().map(make)),
  ...images()
    .filter(([, , , channels]) => channels > 1)
    .map(firstChannelsCase),
  ...CHANNELS.flatMap((features, index) =>
    [2, 10, 17].map((classes) => classifierCase(1 + ((index + classes) % 9), features, classes))
  )
]
