/** The gradient self-test's cases of convolutions, full and depthwise, for every window that some operation has. */
import * as tf from "@tensorflow/tfjs-core"
import { rectifiedConvolution, rectifiedDepthwise } from "../operations/rectified-convolution.ts"
import { rank4 } from "../tensor-rank.ts"
import { at, decided, type GradientCase, grid, IMAGES, nameOf, normal, window } from "./gradient-case.ts"
import {
  referenceConvolution,
  referenceDepthwise,
  referenceRelu,
  type WindowShape
} from "./reference-operations.ts"

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

const rectifiedConvolutionCase = (shape: WindowShape): GradientCase => {
  const operation = nameOf("ReLU and convolution", shape)
  return {
    operation,
    inputs: [grid(operation, IMAGES, decided), grid(`${operation} filter`, [...shape.size, 2, 3], normal)],
    compute: ([x, filter]) => rectifiedConvolution(rank4(x), rank4(filter), shape),
    reference: (inputs) => referenceConvolution(referenceRelu(at(inputs, 0)), at(inputs, 1), shape)
  }
}

const rectifiedDepthwiseCase = (shape: WindowShape): GradientCase => {
  const operation = nameOf("ReLU and depthwise convolution", shape)
  return {
    operation,
    inputs: [grid(operation, IMAGES, decided), grid(`${operation} filter`, [...shape.size, 2, 1], normal)],
    compute: ([x, filter]) => rectifiedDepthwise(rank4(x), rank4(filter), shape),
    reference: (inputs) => referenceDepthwise(referenceRelu(at(inputs, 0)), at(inputs, 1), shape)
  }
}

export const convolutionGradientCases = (): readonly GradientCase[] => [
  convolutionCase(window([1, 1], [1, 1])),
  convolutionCase(window([1, 1], [2, 2])),
  convolutionCase(window([3, 3], [1, 1])),
  convolutionCase(window([3, 3], [2, 2])),
  convolutionCase(window([3, 3], [1, 1], 2)),
  convolutionCase(window([3, 3], [1, 1], 4)),
  convolutionCase(window([3, 3], [1, 1], 6)),
  convolutionCase(window([1, 3], [1, 1])),
  convolutionCase(window([3, 1], [1, 1])),
  convolutionCase(window([1, 3], [1, 2])),
  convolutionCase(window([3, 1], [2, 1])),
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
  depthwiseCase(window([5, 5], [1, 1], 2)),
  rectifiedConvolutionCase(window([1, 1], [1, 1])),
  rectifiedConvolutionCase(window([2, 2], [2, 2])),
  rectifiedConvolutionCase(window([3, 3], [1, 1])),
  rectifiedDepthwiseCase(window([5, 5], [1, 1])),
  rectifiedDepthwiseCase(window([3, 3], [2, 2]))
]
