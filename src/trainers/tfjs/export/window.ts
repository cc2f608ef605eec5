/** From the way in which TensorFlow.js says how a filter or a pooling window moves to the pixels added at each border. */
import * as z from "zod"
import type { Pair, Window } from "./graph.ts"

const pair = z.union([
  z.tuple([z.int(), z.int()]),
  z.int().transform((size): [number, number] => [size, size])
])
const border = z.tuple([z.int().min(0), z.int().min(0)])

/** The attributes of convolutions and poolings; what else they have says nothing about the window. */
export const windowAttributes = z.object({
  strides: pair,
  dilations: pair.default([1, 1]),
  filterSize: pair.optional(),
  dataFormat: z.literal("NHWC").optional(),
  pad: z.union([
    z.literal("same"),
    z.literal("valid"),
    z.int().min(0),
    z.tuple([border, border, border, border])
  ])
})

/** What is added at the borders, in TensorFlow's words where it has one: “same” is as little as is needed, the odd pixel after the last. */
export type BorderKind = "none" | "same" | "other"

type Padding = z.output<typeof windowAttributes>["pad"]

interface Axis {
  readonly pixels: number
  readonly filter: number
  readonly stride: number
  readonly dilation: number
}

const sameBorders = ({ pixels, filter, stride, dilation }: Axis): Pair => {
  const reach = (filter - 1) * dilation + 1
  const total = Math.max(0, (Math.ceil(pixels / stride) - 1) * stride + reach - pixels)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

const bordersOf = (padding: Padding, axis: 0 | 1, along: Axis): Pair => {
  if (padding === "same") return sameBorders(along)
  if (padding === "valid") return [0, 0]
  return typeof padding === "number" ? [padding, padding] : padding[axis === 0 ? 1 : 2]
}

/** `pixels` and `filter` are [rows, columns]. */
export const windowOf = (
  { strides, dilations, pad }: z.output<typeof windowAttributes>,
  pixels: Pair,
  filter: Pair
): Window => {
  const along = (axis: 0 | 1): Pair =>
    bordersOf(pad, axis, {
      pixels: pixels[axis],
      filter: filter[axis],
      stride: strides[axis],
      dilation: dilations[axis]
    })
  const [top, bottom] = along(0)
  const [left, right] = along(1)
  return { strides, dilations, before: [top, left], after: [bottom, right] }
}

const isPair = (one: Pair, other: Pair): boolean => one[0] === other[0] && one[1] === other[1]

export const borderKind = (window: Window, pixels: Pair, filter: Pair): BorderKind => {
  const { before, after, strides, dilations } = window
  if (isPair(before, [0, 0]) && isPair(after, [0, 0])) return "none"
  const same = windowOf({ strides: [...strides], dilations: [...dilations], pad: "same" }, pixels, filter)
  return isPair(before, same.before) && isPair(after, same.after) ? "same" : "other"
}
