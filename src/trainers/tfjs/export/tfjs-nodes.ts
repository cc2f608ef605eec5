/**
 * The nodes of TensorFlow's graph format that each operation becomes. What TensorFlow takes as a constant input (shapes,
 * axes) is a node of its own.
 */
import type { Graph, GraphNode, Operand, Operation, Pair, Window } from "./graph.ts"
import { FLOAT, makeTfjsWriter, shapeAttribute, type TfjsWriter } from "./tfjs-writer.ts"
import { borderKind } from "./window.ts"

const text = (value: string): object => ({ s: Buffer.from(value).toString("base64") })
const list = (values: readonly number[]): object => ({ list: { i: values.map(String) } })
/** Of images, rows, columns and channels. */
const around = ([rows, columns]: Pair): object => list([1, rows, columns, 1])

const pairAt = (shape: readonly number[], axis: number): Pair => [shape[axis] ?? 0, shape[axis + 1] ?? 0]

const borders = (window: Window, pixels: Pair, filter: Pair): Record<string, object> => {
  const kind = borderKind(window, pixels, filter)
  // With a stride beyond the filter some backends' own “same” goes wrong; in numbers it is right.
  const isSafe = window.strides[0] <= filter[0] && window.strides[1] <= filter[1]
  if (kind === "none") return { padding: text("VALID") }
  if (kind === "same" && isSafe) return { padding: text("SAME") }
  const { before, after } = window
  const explicit = [0, 0, before[0], after[0], before[1], after[1], 0, 0]
  return { padding: text("EXPLICIT"), explicit_paddings: list(explicit) }
}

const windowAttributes = (window: Window, pixels: Pair, filter: Pair): Record<string, object> => ({
  ...borders(window, pixels, filter),
  strides: around(window.strides),
  data_format: text("NHWC")
})

const OPERATORS = {
  add: "AddV2",
  subtract: "Sub",
  multiply: "Mul",
  divide: "RealDiv",
  relu: "Relu",
  negation: "Neg",
  softmax: "Softmax",
  average: "AvgPool",
  maximum: "MaxPool"
} as const

interface Place {
  readonly writer: TfjsWriter
  /** Of the node that is written, and of the one that gives its input. */
  readonly name: string
  readonly input: string
  readonly pixels: Pair
  readonly node: GraphNode
  readonly nameOf: (operand: Operand) => string
}

type Of<K extends Operation["kind"]> = Extract<Operation, { readonly kind: K }>

const convolution = (
  { writer, name, input, pixels }: Place,
  { filter, window, isDepthwise }: Of<"convolution">
): string =>
  writer.add(name, isDepthwise ? "DepthwiseConv2dNative" : "Conv2D", [input, writer.constant(filter)], {
    ...windowAttributes(window, pixels, pairAt(filter.shape, 0)),
    dilations: around(window.dilations)
  })

const scaling = ({ writer, name, input }: Place, { scale, shift }: Of<"scaling">): string => {
  writer.add(`${name}/scaled`, "Mul", [input, writer.vector(scale)])
  return writer.add(name, "AddV2", [`${name}/scaled`, writer.vector(shift)])
}

const pooling = ({ writer, name, input, pixels }: Place, { of, size, window }: Of<"pooling">): string => {
  const attributes = windowAttributes(window, pixels, size)
  if ("explicit_paddings" in attributes)
    throw new Error(
      "TensorFlow.js has no pooling with borders of a chosen width, so the network cannot be exported"
    )
  return writer.add(name, OPERATORS[of], [input], { ...attributes, ksize: around(size) })
}

const padding = ({ writer, name, input }: Place, { before, after }: Of<"padding">): string => {
  const both = before.flatMap((size, axis) => [size, after[axis] ?? 0])
  return writer.add(name, "Pad", [input, writer.integers(both, [before.length, 2])])
}

const concatenation = ({ writer, name, nameOf }: Place, { operands, axis }: Of<"concatenation">): string =>
  writer.add(name, "ConcatV2", [...operands.map(nameOf), writer.integers([axis], [])], {
    N: { i: String(operands.length) }
  })

/** Gives the name. */
const write = (place: Place): string => {
  const { writer, name, input, node, nameOf } = place
  const { operation, shape } = node
  switch (operation.kind) {
    case "image":
      return writer.add(name, "Placeholder", [], { dtype: FLOAT, shape: { shape: shapeAttribute(shape) } })
    case "convolution":
      return convolution(place, operation)
    case "scaling":
      return scaling(place, operation)
    case "pooling":
      return pooling(place, operation)
    case "relu":
    case "negation":
    case "softmax":
      return writer.add(name, OPERATORS[operation.kind], [input])
    case "leaky-relu":
      return writer.add(name, "LeakyRelu", [input], { alpha: { f: operation.slope } })
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      return writer.add(name, OPERATORS[operation.kind], operation.operands.map(nameOf))
    case "matrix-product":
      return writer.add(name, "MatMul", [input, writer.constant(operation.matrix)], {
        transpose_b: { b: operation.isTransposed }
      })
    case "reshape":
      return writer.add(name, "Reshape", [input, writer.integers(shape)])
    case "transpose":
      return writer.add(name, "Transpose", [input, writer.integers(operation.order)])
    case "concatenation":
      return concatenation(place, operation)
    case "slice":
      return writer.add(name, "Slice", [
        input,
        writer.integers(operation.begin),
        writer.integers(operation.size)
      ])
    case "padding":
      return padding(place, operation)
    case "gathering": {
      const { indexes, axis } = operation
      return writer.add(name, "GatherV2", [input, writer.integers(indexes), writer.integers([axis], [])])
    }
  }
}

/** `inputName` is what the image is called, `outputName` the last node. */
export const tfjsNodes = (
  graph: Graph,
  { inputName, outputName }: { readonly inputName: string; readonly outputName: string }
): TfjsWriter => {
  const writer = makeTfjsWriter()
  const last = graph.nodes.length - 1
  const nameAt = (index: number): string =>
    index === 0 ? inputName : index === last ? outputName : `node${index}`
  const nameOf = (operand: Operand): string =>
    operand.kind === "node" ? nameAt(operand.node) : writer.constant(operand)
  for (const [index, node] of graph.nodes.entries()) {
    const before = graph.nodes[node.input ?? 0]
    write({
      writer,
      name: nameAt(index),
      input: nameAt(node.input ?? 0),
      pixels: pairAt(before?.shape ?? [], 1),
      node,
      nameOf
    })
  }
  return writer
}
