/** Collects the nodes and the constants of TensorFlow's graph format (NodeDef, as JSON). */
import type { Constant } from "./graph.ts"

export interface TfjsNode {
  readonly name: string
  readonly op: string
  readonly input: readonly string[]
  readonly attr: Readonly<Record<string, object>>
}

/** A constant of the file: single-precision numbers, or whole ones such as shapes. */
export interface TfjsWeight {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: "float32" | "int32"
  readonly values: Float32Array | Int32Array
}

export interface TfjsWriter {
  readonly nodes: readonly TfjsNode[]
  readonly weights: readonly TfjsWeight[]
  /** Gives the name. */
  readonly add: (
    name: string,
    op: string,
    input: readonly string[],
    attributes?: Readonly<Record<string, object>>
  ) => string
  /** Gives the name of a node with these values; one and the same constant is written once. */
  readonly constant: (constant: Constant) => string
  readonly vector: (values: Float32Array) => string
  /** Whole numbers: an axis, a shape, a table of `shape`. */
  readonly integers: (values: readonly number[], shape?: readonly number[]) => string
}

export const shapeAttribute = (shape: readonly number[]): object => ({
  dim: shape.map((size) => ({ size: String(size) }))
})

export const FLOAT = { type: "DT_FLOAT" } as const

export const makeTfjsWriter = (): TfjsWriter => {
  const nodes: TfjsNode[] = []
  const weights: TfjsWeight[] = []
  const known = new Map<Constant, string>()

  const weight = (values: TfjsWeight["values"], shape: readonly number[]): string => {
    const name = `constant${weights.length}`
    const isFloat = values instanceof Float32Array
    const dtype = isFloat ? "DT_FLOAT" : "DT_INT32"
    weights.push({ name, shape, dtype: isFloat ? "float32" : "int32", values })
    const value = { tensor: { dtype, tensorShape: shapeAttribute(shape) } }
    nodes.push({ name, op: "Const", input: [], attr: { dtype: { type: dtype }, value } })
    return name
  }
  const constant = (wanted: Constant): string => {
    const name = known.get(wanted) ?? weight(wanted.values, wanted.shape)
    known.set(wanted, name)
    return name
  }
  return {
    nodes,
    weights,
    add: (name, op, input, attributes = {}) => {
      nodes.push({ name, op, input, attr: { T: FLOAT, ...attributes } })
      return name
    },
    constant,
    vector: (values) => weight(values, [values.length]),
    integers: (values, shape = [values.length]) => weight(Int32Array.from(values), shape)
  }
}
