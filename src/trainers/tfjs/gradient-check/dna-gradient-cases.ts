/**
 * The operations whose gradients the self-test checks for the networks of Large-Scale Evolution, beside those that
 * they share with NASNet's: large strides, oblong filters, filters larger than the image, fitting, the leaky rectifier.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { MapShape } from "../../../spaces/map-shape.ts"
import { fitActivations } from "../networks/fit-activations.ts"
import { rank4 } from "../tensor-rank.ts"
import { at, decided, type GradientCase, grid, IMAGES, normal } from "./gradient-case.ts"
import { type Grid, referenceConvolution } from "./reference-operations.ts"

const LEAKINESS = 0.1

/** Nearest neighbour, channels cut off or zero, one value at a time. */
const referenceFit = (x: Grid, { height, width, channels }: MapShape): Grid => {
  const [batch = 0, inHeight = 0, inWidth = 0, inChannels = 0] = x.shape
  const values = new Float64Array(batch * height * width * channels)
  for (let index = 0; index < values.length; index++) {
    const channel = index % channels
    const column = Math.floor(index / channels) % width
    const row = Math.floor(index / (channels * width)) % height
    const image = Math.floor(index / (channels * width * height))
    if (channel >= inChannels) continue
    const fromRow = Math.floor((row * inHeight) / height)
    const fromColumn = Math.floor((column * inWidth) / width)
    const from = ((image * inHeight + fromRow) * inWidth + fromColumn) * inChannels + channel
    values[index] = x.values[from] ?? 0
  }
  return { shape: [batch, height, width, channels], values }
}

const fitCase = (what: string, shape: MapShape): GradientCase => {
  const operation = `fitting ${what}`
  return {
    operation,
    inputs: [grid(operation, IMAGES, decided)],
    compute: ([x]) => fitActivations(rank4(x), shape),
    reference: (inputs) => referenceFit(at(inputs, 0), shape)
  }
}

const convolutionCase = (
  size: readonly [number, number],
  strides: readonly [number, number]
): GradientCase => {
  const operation = `padded convolution ${size.join("x")} stride ${strides.join("x")}`
  return {
    operation,
    inputs: [grid(operation, IMAGES, normal), grid(`${operation} filter`, [...size, 2, 3], normal)],
    compute: ([x, filter]) => tf.conv2d(rank4(x), rank4(filter), [...strides], "same"),
    reference: (inputs) => referenceConvolution(at(inputs, 0), at(inputs, 1), { size, strides, dilation: 1 })
  }
}

const leakyCase = (): GradientCase => ({
  operation: "leaky ReLU",
  inputs: [grid("leaky ReLU", IMAGES, decided)],
  compute: ([x]) => tf.leakyRelu(rank4(x), LEAKINESS),
  reference: (inputs) => ({
    shape: IMAGES,
    values: at(inputs, 0).values.map((value) => Math.max(value, LEAKINESS * value))
  })
})

/** The images are 5 x 6 pixels of 2 channels. */
export const dnaGradientCases = (): readonly GradientCase[] => [
  convolutionCase([3, 3], [4, 4]),
  convolutionCase([3, 3], [5, 6]),
  convolutionCase([1, 1], [4, 4]),
  convolutionCase([3, 5], [1, 1]),
  convolutionCase([5, 3], [2, 2]),
  convolutionCase([9, 9], [2, 2]),
  fitCase("to twice the size and more channels", { height: 10, width: 12, channels: 3 }),
  fitCase("to half the size and fewer channels", { height: 3, width: 3, channels: 1 }),
  fitCase("to an odd size", { height: 2, width: 7, channels: 2 }),
  leakyCase()
]
