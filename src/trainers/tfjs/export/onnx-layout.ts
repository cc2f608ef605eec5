/**
 * ONNX wants images as [n, channels, height, width], where TensorFlow.js has channels last. A value is changed from one
 * order to the other only where an operation asks for it, and once: in practice at the beginning of a network.
 */
import type { Operand } from "./graph.ts"
import type { OnnxWriter } from "./onnx-writer.ts"

/** Only values of four axes have channels before the pixels. */
export type Layout = "channels-last" | "channels-first"

/** Where each axis of [n, channels, height, width] is in [n, height, width, channels], and the way back. */
const TO_FIRST = [0, 3, 1, 2]
const TO_LAST = [0, 2, 3, 1]

export interface LaidOut {
  readonly name: string
  readonly layout: Layout
}

export interface Values {
  /** Says what a node gives, and how it lies. */
  readonly define: (node: number, value: LaidOut) => void
  readonly layoutOf: (node: number) => Layout
  /** The name of what a node gives, laid out as wanted. */
  readonly named: (node: number, layout: Layout) => string
}

export const makeValues = (writer: OnnxWriter): Values => {
  const values = new Map<number, LaidOut>()
  const turned = new Map<number, string>()
  const find = (node: number): LaidOut => {
    const value = values.get(node)
    if (value === undefined) throw new Error(`node ${node} of the graph is read before it is written`)
    return value
  }
  const turn = (node: number, { name, layout }: LaidOut): string => {
    const output = `${name}/${layout === "channels-last" ? "channels-first" : "channels-last"}`
    const perm = layout === "channels-last" ? TO_FIRST : TO_LAST
    writer.add({ operator: "Transpose", inputs: [name], output, attributes: { perm } })
    turned.set(node, output)
    return output
  }
  return {
    define: (node, value) => values.set(node, value),
    layoutOf: (node) => find(node).layout,
    named: (node, layout) => {
      const value = find(node)
      return value.layout === layout ? value.name : (turned.get(node) ?? turn(node, value))
    }
  }
}

/** One entry for each axis, in the order of the layout. */
export const arranged = <T>(entries: readonly T[], layout: Layout): readonly T[] =>
  layout === "channels-last"
    ? entries
    : TO_FIRST.flatMap((axis) => {
        const entry = entries[axis]
        return entry === undefined ? [] : [entry]
      })

/** Where an axis of [n, height, width, channels] is in the layout. */
export const axisIn = (axis: number, layout: Layout): number =>
  layout === "channels-last" ? axis : TO_FIRST.indexOf(axis)

/** The layout that operands of one operation are brought to: as one of them lies, unless a constant stands in the way. */
export const commonLayout = (operands: readonly Operand[], values: Values): Layout => {
  const isFirst = (operand: Operand): boolean =>
    operand.kind === "node" && values.layoutOf(operand.node) === "channels-first"
  const isHindrance = (operand: Operand): boolean => operand.kind === "constant" && operand.values.length > 1
  return operands.some(isFirst) && !operands.some(isHindrance) ? "channels-first" : "channels-last"
}
