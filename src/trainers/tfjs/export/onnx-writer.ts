/** Collects the nodes and the constants of an ONNX graph (onnx.proto, version 1) as encoded messages. */
import { FREE } from "./graph.ts"
import { littleEndian } from "./little-endian.ts"
import { bytesField, type Field, floatField, integerField, messageField, textField } from "./protobuf.ts"

const FLOAT = 1
const INT64 = 7
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 } as const
const ATTRIBUTE = { name: 1, float: 2, integer: 3, integers: 8, type: 20 } as const
const ATTRIBUTE_TYPE = { float: 1, integer: 2, integers: 7 } as const
const TENSOR = { dimension: 1, type: 2, name: 8, bytes: 9 } as const
const VALUE = { name: 1, type: 2, tensorType: 1, elementType: 1, shape: 2, dimension: 1 } as const
const DIMENSION = { size: 1, name: 2 } as const

/** A real number is marked as such, since 1 is a whole number as well. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number }

export interface OnnxNode {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>
}

export interface OnnxWriter {
  readonly add: (node: OnnxNode) => void
  /** Gives the name of a constant with these values. */
  readonly floats: (values: Float32Array, shape: readonly number[]) => string
  readonly integers: (values: readonly number[]) => string
  /** The graph's message, with what it is given and what it gives. */
  readonly graph: (name: string, input: OnnxValue, output: OnnxValue) => readonly Field[]
}

export interface OnnxValue {
  readonly name: string
  readonly shape: readonly number[]
}

const attributeField = (name: string, value: OnnxAttribute): Field => {
  const named = textField(ATTRIBUTE.name, name)
  const field = (type: number, ...values: readonly Field[]): Field =>
    messageField(NODE.attribute, named, ...values, integerField(ATTRIBUTE.type, type))
  if (typeof value === "number") return field(ATTRIBUTE_TYPE.integer, integerField(ATTRIBUTE.integer, value))
  if ("float" in value) return field(ATTRIBUTE_TYPE.float, floatField(ATTRIBUTE.float, value.float))
  return field(ATTRIBUTE_TYPE.integers, ...value.map((integer) => integerField(ATTRIBUTE.integers, integer)))
}

const valueField = (field: number, { name, shape }: OnnxValue): Field => {
  const dimensions = shape.map((size) =>
    messageField(
      VALUE.dimension,
      size === FREE ? textField(DIMENSION.name, "n") : integerField(DIMENSION.size, size)
    )
  )
  const tensor = [integerField(VALUE.elementType, FLOAT), messageField(VALUE.shape, ...dimensions)]
  return messageField(
    field,
    textField(VALUE.name, name),
    messageField(VALUE.type, messageField(VALUE.tensorType, ...tensor))
  )
}

export const makeOnnxWriter = (): OnnxWriter => {
  const nodes: Field[] = []
  const constants: Field[] = []
  const constant = (values: Float32Array | BigInt64Array, shape: readonly number[]): string => {
    const name = `constant${constants.length}`
    constants.push(
      messageField(
        GRAPH.initializer,
        ...shape.map((size) => integerField(TENSOR.dimension, size)),
        integerField(TENSOR.type, values instanceof Float32Array ? FLOAT : INT64),
        textField(TENSOR.name, name),
        bytesField(TENSOR.bytes, littleEndian(values))
      )
    )
    return name
  }
  return {
    add: ({ operator, inputs, output, attributes = {} }) => {
      nodes.push(
        messageField(
          GRAPH.node,
          ...inputs.map((name) => textField(NODE.input, name)),
          textField(NODE.output, output),
          textField(NODE.name, output),
          textField(NODE.operator, operator),
          ...Object.entries(attributes).map(([name, value]) => attributeField(name, value))
        )
      )
    },
    floats: constant,
    integers: (values) => constant(BigInt64Array.from(values, BigInt), [values.length]),
    graph: (name, input, output) => [
      ...nodes,
      textField(GRAPH.name, name),
      ...constants,
      valueField(GRAPH.input, input),
      valueField(GRAPH.output, output)
    ]
  }
}
