/** What one case of the gradient self-test is made of: inputs that are drawn once and for all, and two ways to compute. */
import type * as tf from "@tensorflow/tfjs-core"
import { type RandomStream, randomStream } from "../../../domain/random-stream.ts"
import type { Grid, WindowShape } from "./reference-operations.ts"

export interface GradientCase {
  readonly operation: string
  readonly inputs: readonly Grid[]
  readonly compute: (inputs: readonly tf.Tensor[]) => tf.Tensor
  readonly reference: (inputs: readonly Grid[]) => Grid
}

export type Draw = (stream: RandomStream) => number

export const normal: Draw = (stream) => stream.normal()
export const negative: Draw = (stream) => -0.1 - Math.abs(stream.normal())
/** Away from zero, where a ReLU has no gradient. */
export const decided: Draw = (stream) => {
  const value = stream.normal()
  return value + 0.05 * Math.sign(value)
}

const drawValues = (name: string, shape: readonly number[], draw: Draw): Float64Array => {
  const stream = randomStream(1, `gradient-self-test ${name}`, 0)
  const size = shape.reduce((product, length) => product * length, 1)
  // Rounded to single precision, so that both sides compute with the same numbers.
  return Float64Array.from({ length: size }, () => Math.fround(draw(stream)))
}

/** Drawn when they are asked for: not every start of a trainer needs all cases. */
export const grid = (name: string, shape: readonly number[], draw: Draw): Grid => {
  let values: Float64Array | undefined
  return {
    shape,
    get values() {
      values ??= drawValues(name, shape, draw)
      return values
    }
  }
}

export const at = (inputs: readonly Grid[], index: number): Grid =>
  inputs[index] ?? { shape: [0], values: new Float64Array(0) }

/** Odd by even, smaller than the largest window. */
export const IMAGES: readonly number[] = [2, 5, 6, 2]

export const nameOf = (kind: string, { size, strides, dilation }: WindowShape): string => {
  const stride = strides[0] === 1 && strides[1] === 1 ? "" : ` stride ${strides.join("x")}`
  return `${kind} ${size.join("x")}${stride}${dilation === 1 ? "" : ` dilation ${dilation}`}`
}

export const window = (
  size: readonly [number, number],
  strides: readonly [number, number],
  dilation = 1
): WindowShape => ({
  size,
  strides,
  dilation
})
