/**
 * A trained network as a small graph of plain data, between what TensorFlow.js computed (`trace.ts`) and the formats
 * that others read (`to-tfjs.ts`, `to-onnx.ts`). Images and activations are [n, height, width, channels] here; the
 * number of images n is free, and a shape says FREE in its place.
 */

/** Stands for the number of images in a shape. */
export const FREE = -1

export interface Constant {
  readonly kind: "constant"
  readonly shape: readonly number[]
  /** Row-major. */
  readonly values: Float32Array
}

/** What another node gives. */
export interface Reference {
  readonly kind: "node"
  readonly node: number
}

export type Operand = Constant | Reference

export type Pair = readonly [number, number]

/** How a filter or a pooling window moves over an image: [rows, columns] each, and the pixels added at each side. */
export interface Window {
  readonly strides: Pair
  readonly dilations: Pair
  readonly before: Pair
  readonly after: Pair
}

export type Operation =
  | { readonly kind: "image" }
  /** Filter [height, width, inputs, outputs]; depthwise [height, width, inputs, outputs of each input]. */
  | {
      readonly kind: "convolution"
      readonly isDepthwise: boolean
      readonly filter: Constant
      readonly window: Window
    }
  /** Channel by channel, x scale + shift. */
  | { readonly kind: "scaling"; readonly scale: Float32Array; readonly shift: Float32Array }
  /** Pixels that were added at the borders do not count, in a mean neither. */
  | {
      readonly kind: "pooling"
      readonly of: "average" | "maximum"
      readonly size: Pair
      readonly window: Window
    }
  | { readonly kind: "relu" | "negation" | "softmax" }
  | { readonly kind: "leaky-relu"; readonly slope: number }
  | {
      readonly kind: "add" | "subtract" | "multiply" | "divide"
      readonly operands: readonly [Operand, Operand]
    }
  /** Of two matrices; the second is constant. */
  | { readonly kind: "matrix-product"; readonly matrix: Constant; readonly isTransposed: boolean }
  | { readonly kind: "reshape" }
  | { readonly kind: "transpose"; readonly order: readonly number[] }
  | { readonly kind: "concatenation"; readonly operands: readonly Operand[]; readonly axis: number }
  /** Along every axis, from `begin` on `size` values; FREE where all are taken. */
  | { readonly kind: "slice"; readonly begin: readonly number[]; readonly size: readonly number[] }
  | { readonly kind: "padding"; readonly before: readonly number[]; readonly after: readonly number[] }
  | { readonly kind: "gathering"; readonly indexes: readonly number[]; readonly axis: number }

export interface GraphNode {
  readonly operation: Operation
  /** What the operation is done to; the operations of several operands name them all themselves. */
  readonly input: number | undefined
  readonly shape: readonly number[]
}

/** Nodes in the order of computation: the first is the image, the last the answer. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
}

/** All constants and nodes that an operation of several operands takes; of another, its input. */
export const operandsOf = ({ operation, input }: GraphNode): readonly Operand[] => {
  if ("operands" in operation) return operation.operands
  return input === undefined ? [] : [{ kind: "node", node: input }]
}
