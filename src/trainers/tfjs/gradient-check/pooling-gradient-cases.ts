/** The gradient self-test's cases of pooling: over windows, over whole images, and without padding. */
import * as tf from "@tensorflow/tfjs-core"
import { pooling } from "../networks/layers.ts"
import { rank4 } from "../tensor-rank.ts"
import {
  at,
  type Draw,
  type GradientCase,
  grid,
  IMAGES,
  nameOf,
  negative,
  normal,
  window
} from "./gradient-case.ts"
import {
  type Grid,
  referenceAveragePool,
  referenceMaxPool,
  type WindowShape
} from "./reference-operations.ts"

const maxPoolCase = (shape: WindowShape, draw: Draw, what: string): GradientCase => {
  const operation = `${nameOf("max pooling", shape)}${what}`
  return {
    operation,
    inputs: [grid(operation, IMAGES, draw)],
    compute: ([x]) => tf.maxPool(rank4(x), [...shape.size], [...shape.strides], "same"),
    reference: (inputs) => referenceMaxPool(at(inputs, 0), shape)
  }
}

/** What is a minimum is the maximum of the negative. */
const negated = (grid: Grid): Grid => ({ shape: grid.shape, values: grid.values.map((value) => -value) })

const minPoolCase = (shape: WindowShape): GradientCase => {
  const operation = nameOf("min pooling", shape)
  const pool = pooling({ of: "minimum", size: shape.size[0], stride: shape.strides[0] })
  return {
    operation,
    inputs: [grid(operation, IMAGES, normal)],
    compute: ([x]) => pool(rank4(x), { parameters: [], normalise: (_, y) => y }),
    reference: (inputs) => negated(referenceMaxPool(negated(at(inputs, 0)), shape))
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

/** As in the auxiliary head: without padding, so that the last rows and columns are not read. */
const unpaddedPoolCase = (): GradientCase => {
  const operation = "average pooling 5x5 stride 3x3 without padding"
  return {
    operation,
    inputs: [grid(operation, [2, 9, 7, 2], normal)],
    compute: ([x]) => tf.avgPool(rank4(x), 5, 3, "valid"),
    reference: (inputs) => {
      const x = at(inputs, 0)
      const values = new Float64Array(2 * 2 * 2)
      for (const [index, value] of x.values.entries()) {
        const [image, row, column, channel] = [
          Math.floor(index / 126),
          Math.floor(index / 14) % 9,
          Math.floor(index / 2) % 7,
          index % 2
        ]
        for (const [out, start] of [0, 3].entries()) {
          if (column >= 5 || row < start || row >= start + 5) continue
          const place = (image * 2 + out) * 2 + channel
          values[place] = (values[place] ?? 0) + value / 25
        }
      }
      return { shape: [2, 2, 1, 2], values }
    }
  }
}

export const poolingGradientCases = (): readonly GradientCase[] => [
  maxPoolCase(window([3, 3], [1, 1]), normal, ""),
  maxPoolCase(window([3, 3], [2, 2]), normal, ""),
  maxPoolCase(window([3, 3], [1, 1]), negative, " of negative values"),
  maxPoolCase(window([2, 2], [1, 1]), normal, ""),
  maxPoolCase(window([2, 2], [2, 2]), normal, ""),
  minPoolCase(window([3, 3], [1, 1])),
  minPoolCase(window([3, 3], [2, 2])),
  minPoolCase(window([2, 2], [1, 1])),
  minPoolCase(window([2, 2], [2, 2])),
  averagePoolCase(window([2, 2], [1, 1])),
  averagePoolCase(window([2, 2], [2, 2])),
  averagePoolCase(window([3, 3], [1, 1])),
  averagePoolCase(window([3, 3], [2, 2])),
  globalPoolCase(),
  unpaddedPoolCase()
]
