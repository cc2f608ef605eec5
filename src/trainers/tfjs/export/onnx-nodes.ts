/** The ONNX nodes that each operation of a graph becomes (operator set 13). */
import type { Graph, GraphNode, Operand, Operation, Pair, Window } from "./graph.ts"
import { arranged, axisIn, commonLayout, type Layout, makeValues, type Values } from "./onnx-layout.ts"
import { makeOnnxWriter, type OnnxAttribute, type OnnxWriter } from "./onnx-writer.ts"

/** Stands for “to the end” in a slice. */
const END = Number.MAX_SAFE_INTEGER

interface Place {
  readonly writer: OnnxWriter
  readonly values: Values
  /** Of what is written. */
  readonly output: string
  /** The node that gives its input. */
  readonly input: number
  readonly node: GraphNode
  readonly inputShape: readonly number[]
}

type Of<K extends Operation["kind"]> = Extract<Operation, { readonly kind: K }>

/** Writes an operation and tells how its result lies. */
type Write<K extends Operation["kind"]> = (place: Place, operation: Of<K>) => Layout

const windowAttributes = (window: Window, size: Pair): Record<string, OnnxAttribute> => ({
  kernel_shape: [...size],
  strides: [...window.strides],
  pads: [...window.before, ...window.after]
})

/** From [height, width, inputs, outputs] to [outputs, inputs, height, width]; depthwise, each input is a group. */
const turnFilter = ({ filter, isDepthwise }: Of<"convolution">) => {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = filter.shape
  const values = new Float32Array(filter.values.length)
  const area = height * width
  filter.values.forEach((value, index) => {
    const output = index % outputs
    const input = Math.floor(index / outputs) % inputs
    const pixel = Math.floor(index / (outputs * inputs))
    const place = isDepthwise ? input * outputs + output : output * inputs + input
    values[place * area + pixel] = value
  })
  const shape = isDepthwise ? [inputs * outputs, 1, height, width] : [outputs, inputs, height, width]
  return { values, shape, size: [height, width] as Pair, groups: isDepthwise ? inputs : 1 }
}

const convolution: Write<"convolution"> = ({ writer, values, input, output }, operation) => {
  const turned = turnFilter(operation)
  writer.add({
    operator: "Conv",
    inputs: [values.named(input, "channels-first"), writer.floats(turned.values, turned.shape)],
    output,
    attributes: {
      ...windowAttributes(operation.window, turned.size),
      dilations: [...operation.window.dilations],
      group: turned.groups
    }
  })
  return "channels-first"
}

const scaling: Write<"scaling"> = ({ writer, values, input, output }, { scale, shift }) => {
  const shape = [scale.length, 1, 1]
  const scaled = `${output}/scaled`
  const given = values.named(input, "channels-first")
  writer.add({ operator: "Mul", inputs: [given, writer.floats(scale, shape)], output: scaled })
  writer.add({ operator: "Add", inputs: [scaled, writer.floats(shift, shape)], output })
  return "channels-first"
}

const pooling: Write<"pooling"> = ({ writer, values, input, output }, { of, size, window }) => {
  const attributes = windowAttributes(window, size)
  writer.add({
    operator: of === "average" ? "AveragePool" : "MaxPool",
    inputs: [values.named(input, "channels-first")],
    output,
    attributes: of === "average" ? { ...attributes, count_include_pad: 0 } : attributes
  })
  return "channels-first"
}

const named = ({ writer, values }: Place, operand: Operand, layout: Layout): string =>
  operand.kind === "node" ? values.named(operand.node, layout) : writer.floats(operand.values, operand.shape)

const ARITHMETIC = { add: "Add", subtract: "Sub", multiply: "Mul", divide: "Div" } as const

const arithmetic: Write<keyof typeof ARITHMETIC> = (place, { kind, operands }) => {
  const layout = commonLayout(operands, place.values)
  const inputs = operands.map((operand) => named(place, operand, layout))
  place.writer.add({ operator: ARITHMETIC[kind], inputs, output: place.output })
  return layout
}

const concatenation: Write<"concatenation"> = (place, { operands, axis }) => {
  const layout = commonLayout(operands, place.values)
  place.writer.add({
    operator: "Concat",
    inputs: operands.map((operand) => named(place, operand, layout)),
    output: place.output,
    attributes: { axis: axisIn(axis, layout) }
  })
  return layout
}

/** Value by value, however it lies. */
const elementwise = (
  { writer, values, input, output }: Place,
  operator: string,
  attributes: Readonly<Record<string, OnnxAttribute>> = {}
): Layout => {
  const layout = values.layoutOf(input)
  writer.add({ operator, inputs: [values.named(input, layout)], output, attributes })
  return layout
}

/** Of an operation that goes by the order of the axes. */
const inOrder = (
  { writer, values, input, output }: Place,
  operator: string,
  {
    constants = [],
    attributes = {}
  }: {
    readonly constants?: readonly string[]
    readonly attributes?: Readonly<Record<string, OnnxAttribute>>
  } = {}
): Layout => {
  writer.add({
    operator,
    inputs: [values.named(input, "channels-last"), ...constants],
    output,
    attributes
  })
  return "channels-last"
}

const reshape: Write<"reshape"> = (place) => {
  const { writer, values, input, output, node, inputShape } = place
  const shape = writer.integers(node.shape)
  // One pixel lies alike in both orders.
  const isPixel = inputShape.length === 4 && inputShape[1] === 1 && inputShape[2] === 1
  if (!isPixel) return inOrder(place, "Reshape", { constants: [shape] })
  const given = values.named(input, values.layoutOf(input))
  writer.add({ operator: "Reshape", inputs: [given, shape], output })
  return "channels-last"
}

const slice: Write<"slice"> = ({ writer, values, input, output }, { begin, size }) => {
  const layout = values.layoutOf(input)
  const starts = arranged(begin, layout)
  const ends = arranged(size, layout).map((count, axis) => (count < 0 ? END : (starts[axis] ?? 0) + count))
  const inputs = [values.named(input, layout), writer.integers(starts), writer.integers(ends)]
  writer.add({ operator: "Slice", inputs, output })
  return layout
}

const padding: Write<"padding"> = ({ writer, values, input, output }, { before, after }) => {
  const layout = values.layoutOf(input)
  const pads = [...arranged(before, layout), ...arranged(after, layout)]
  writer.add({ operator: "Pad", inputs: [values.named(input, layout), writer.integers(pads)], output })
  return layout
}

const gathering: Write<"gathering"> = ({ writer, values, input, output }, { indexes, axis }) => {
  const layout = values.layoutOf(input)
  const inputs = [values.named(input, layout), writer.integers(indexes)]
  writer.add({ operator: "Gather", inputs, output, attributes: { axis: axisIn(axis, layout) } })
  return layout
}

/** ONNX has no product with a transposed matrix, so the matrix is turned here. */
const matrixProduct: Write<"matrix-product"> = (place, { matrix, isTransposed }) => {
  const [rows = 0, columns = 0] = matrix.shape
  const turned = Float32Array.from(
    matrix.values,
    (_, index) => matrix.values[(index % rows) * columns + Math.floor(index / rows)] ?? 0
  )
  const constant = isTransposed
    ? place.writer.floats(turned, [columns, rows])
    : place.writer.floats(matrix.values, matrix.shape)
  return inOrder(place, "MatMul", { constants: [constant] })
}

const write = (place: Place): Layout => {
  const { operation } = place.node
  switch (operation.kind) {
    case "image":
      return "channels-last"
    case "convolution":
      return convolution(place, operation)
    case "scaling":
      return scaling(place, operation)
    case "pooling":
      return pooling(place, operation)
    case "relu":
      return elementwise(place, "Relu")
    case "negation":
      return elementwise(place, "Neg")
    case "leaky-relu":
      return elementwise(place, "LeakyRelu", { alpha: { float: operation.slope } })
    case "softmax":
      return inOrder(place, "Softmax", { attributes: { axis: -1 } })
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      return arithmetic(place, operation)
    case "matrix-product":
      return matrixProduct(place, operation)
    case "reshape":
      return reshape(place, operation)
    case "transpose":
      return inOrder(place, "Transpose", { attributes: { perm: [...operation.order] } })
    case "concatenation":
      return concatenation(place, operation)
    case "slice":
      return slice(place, operation)
    case "padding":
      return padding(place, operation)
    case "gathering":
      return gathering(place, operation)
  }
}

/** Writes all nodes; the image is called `inputName`, the last one's result `outputName`. */
export const onnxNodes = (
  { nodes }: Graph,
  { inputName, outputName }: { readonly inputName: string; readonly outputName: string }
): OnnxWriter => {
  const writer = makeOnnxWriter()
  const values = makeValues(writer)
  for (const [index, node] of nodes.entries()) {
    const input = node.input ?? 0
    const output = index === 0 ? inputName : index === nodes.length - 1 ? outputName : `node${index}`
    const layout = write({ writer, values, output, input, node, inputShape: nodes[input]?.shape ?? [] })
    values.define(index, { name: output, layout })
  }
  return writer
}
