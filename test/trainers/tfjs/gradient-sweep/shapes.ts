/**
 * The shapes of the sweep. Windows, strides, paddings and dilations are gone through one by one; sizes, channels and
 * batches are drawn for each, from lists in which the odd, the even and the awkward to kernels of four lanes stand.
 */
import { type RandomStream, randomStream } from "../../../../src/domain/random-stream.ts"
import type {
  AxisPadding,
  WindowShape
} from "../../../../src/trainers/tfjs/gradient-check/reference-operations.ts"

type Pair = readonly [number, number]

export const CHANNELS = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17]
const SIZES = [1, 3, 5, 6, 7, 8, 9, 10]
const BATCHES = [1, 2, 3]
/** Multiply-adds of one case at most; larger ones get fewer channels and images. */
const WORK_MAX = 150_000

export const SQUARES: readonly Pair[] = [1, 2, 3, 4, 5, 6, 7].map((size) => [size, size] as const)
export const OBLONGS: readonly Pair[] = [
  [1, 7],
  [7, 1],
  [1, 3],
  [3, 1],
  [3, 5],
  [4, 2]
]

export type PaddingRule = "same" | "valid" | "in numbers"
export const PADDINGS: readonly PaddingRule[] = ["same", "valid", "in numbers"]

const pick = <T>(stream: RandomStream, values: readonly T[]): T => values[stream.below(values.length)]!

export interface ImageCase {
  readonly window: WindowShape
  /** [n, h, w, c] */
  readonly images: [number, number, number, number]
  /** Of the output, or the channel multiplier. */
  readonly outputs: number
}

interface Wanted {
  readonly size: Pair
  readonly strides: Pair
  readonly dilation: number
  readonly rule: PaddingRule
}

const reachOf = ({ size, dilation }: Wanted, axis: 0 | 1): number => (size[axis] - 1) * dilation + 1

const paddingOf = (stream: RandomStream, wanted: Wanted): WindowShape["padding"] => {
  if (wanted.rule !== "in numbers") return wanted.rule
  const axis = (index: 0 | 1): AxisPadding => [
    stream.below(reachOf(wanted, index)),
    stream.below(reachOf(wanted, index))
  ]
  return [axis(0), axis(1)]
}

/** "Same" pads an image that is smaller than the window; otherwise it must have room for one at least. */
const sizeOf = (stream: RandomStream, wanted: Wanted, axis: 0 | 1): number =>
  wanted.rule === "same"
    ? pick(stream, SIZES)
    : Math.max(pick(stream, SIZES), reachOf(wanted, axis) + stream.below(3))

/** `channelsOut` says how many outputs there are for one drawn number; the work is bounded by both. */
export const drawImageCase = (name: string, wanted: Wanted, outputsOf: "free" | number): ImageCase => {
  const stream = randomStream(1, `sweep shapes ${name} ${Object.values(wanted).join(" ")}`, 0)
  const { size, strides, dilation } = wanted
  const height = sizeOf(stream, wanted, 0)
  const width = sizeOf(stream, wanted, 1)
  const pixels = Math.ceil(height / strides[0]) * Math.ceil(width / strides[1]) * size[0] * size[1]
  const padding = paddingOf(stream, wanted) ?? "same"
  for (;;) {
    const batch = pick(stream, BATCHES)
    const channels = pick(stream, CHANNELS)
    const outputs = outputsOf === "free" ? pick(stream, CHANNELS) : outputsOf
    const work = pixels * batch * channels * outputs
    if (work > WORK_MAX && batch * channels * outputs > 4 * (outputsOf === "free" ? 1 : outputsOf)) continue
    const window: WindowShape = { size, strides, dilation, padding }
    return { window, images: [batch, height, width, channels], outputs }
  }
}

export const describeImageCase = ({ window, images, outputs }: ImageCase): string => {
  const { size, strides, dilation, padding = "same" } = window
  const pads =
    typeof padding === "string" ? padding : `pads ${padding.map((pair) => pair.join("+")).join(" ")}`
  const drawn = `${images.join("x")} to ${outputs}`
  return `${size.join("x")} stride ${strides.join("x")} dilation ${dilation} ${pads}, ${drawn}`
}
