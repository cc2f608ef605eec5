/**
 * From the kernels that TensorFlow.js ran to the operations of a graph. A network of any space is made of these
 * kernels; one that has no translation is an error that names it.
 */
import * as z from "zod"
import type { MapShape } from "../../../spaces/map-shape.ts"
import { RECTIFIED_CONVOLUTION, RECTIFIED_DEPTHWISE } from "../operations/rectified-convolution.ts"
import { type Constant, FREE, type Graph, type GraphNode, type Operand, type Operation } from "./graph.ts"
import type { KernelCall, Trace } from "./trace.ts"
import { windowAttributes, windowOf } from "./window.ts"

/** A call with its inputs at hand. */
interface Call extends KernelCall {
  /** The shape of what a node gives. */
  readonly shapeOf: (node: number) => readonly number[]
}

/** A node, or the number of the one that a kernel gives on as it is. */
type Translation = (call: Call) => GraphNode | number

const wrong = ({ kernel }: KernelCall, what: string): Error =>
  new Error(`the kernel ${kernel} of this network cannot be exported: ${what}`)

const operand = (call: Call, name: string): Operand => {
  const found = call.inputs.get(name)
  if (found === undefined) throw wrong(call, `it has no input ${name}`)
  return found
}

const nodeAt = (call: Call, name: string): number => {
  const found = operand(call, name)
  if (found.kind !== "node") throw wrong(call, `its input ${name} is constant`)
  return found.node
}

const constantAt = (call: Call, name: string): Constant => {
  const found = operand(call, name)
  if (found.kind !== "constant") throw wrong(call, `its input ${name} depends on the images`)
  return found
}

const attributes = <T>(call: Call, schema: z.ZodType<T>): T => {
  const parsed = schema.safeParse(call.attributes)
  if (!parsed.success) throw wrong(call, z.prettifyError(parsed.error))
  return parsed.data
}

const one = (call: Call, input: string, operation: Operation): GraphNode => ({
  operation,
  input: nodeAt(call, input),
  shape: call.shape
})

const simple =
  (input: string, kind: "relu" | "negation" | "softmax" | "reshape"): Translation =>
  (call) =>
    one(call, input, { kind })

const arithmetic =
  (kind: "add" | "subtract" | "multiply" | "divide"): Translation =>
  (call) => ({
    operation: { kind, operands: [operand(call, "a"), operand(call, "b")] },
    input: undefined,
    shape: call.shape
  })

/** A kernel that leaves values as they are: what comes after it takes what came before it. */
const nothing: Translation = (call) => nodeAt(call, "x")

const pairOf = (shape: readonly number[], from: number): [number, number] => [
  shape[from] ?? 0,
  shape[from + 1] ?? 0
]

const convolution =
  (isDepthwise: boolean): Translation =>
  (call) => {
    const filter = constantAt(call, "filter")
    const pixels = pairOf(call.shapeOf(nodeAt(call, "x")), 1)
    const window = windowOf(attributes(call, windowAttributes), pixels, pairOf(filter.shape, 0))
    return one(call, "x", { kind: "convolution", isDepthwise, filter, window })
  }

const fusedAttributes = z.object({ activation: z.literal("linear").default("linear") })

/** A depthwise convolution of size 1 with a bias scales and shifts channels: so are batch normalisations computed. */
const fusedDepthwise: Translation = (call) => {
  const filter = constantAt(call, "filter")
  const bias = constantAt(call, "bias")
  attributes(call, fusedAttributes)
  if (filter.shape[0] !== 1 || filter.shape[1] !== 1 || filter.shape[3] !== 1)
    throw wrong(call, "a fused convolution is larger than one pixel")
  return one(call, "x", { kind: "scaling", scale: filter.values, shift: bias.values })
}

const pooling =
  (of: "average" | "maximum"): Translation =>
  (call) => {
    const found = attributes(call, windowAttributes.required({ filterSize: true }))
    const size = found.filterSize
    return one(call, "x", {
      kind: "pooling",
      of,
      size,
      window: windowOf(found, pairOf(call.shapeOf(nodeAt(call, "x")), 1), size)
    })
  }

const matrixProduct: Translation = (call) => {
  const { transposeA, transposeB } = attributes(
    call,
    z.object({ transposeA: z.boolean(), transposeB: z.boolean() })
  )
  if (transposeA) throw wrong(call, "its first matrix is transposed")
  return one(call, "a", { kind: "matrix-product", matrix: constantAt(call, "b"), isTransposed: transposeB })
}

const integers = z.array(z.int())

const slice: Translation = (call) => {
  const { begin, size } = attributes(call, z.object({ begin: integers, size: integers }))
  return one(call, "x", { kind: "slice", begin, size })
}

const padding: Translation = (call) => {
  const { paddings, constantValue } = attributes(
    call,
    z.object({ paddings: z.array(z.tuple([z.int().min(0), z.int().min(0)])), constantValue: z.number() })
  )
  if (constantValue !== 0) throw wrong(call, `it pads with ${constantValue}`)
  const before = paddings.map(([size]) => size)
  return one(call, "x", { kind: "padding", before, after: paddings.map(([, size]) => size) })
}

const concatenation: Translation = (call) => {
  const { axis } = attributes(call, z.object({ axis: z.int().min(0) }))
  const operands = [...call.inputs.values()]
  return { operation: { kind: "concatenation", operands, axis }, input: undefined, shape: call.shape }
}

const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  Add: arithmetic("add"),
  AvgPool: pooling("average"),
  BatchMatMul: matrixProduct,
  Cast: nothing,
  Concat: concatenation,
  Conv2D: convolution(false),
  DepthwiseConv2dNative: convolution(true),
  FusedDepthwiseConv2D: fusedDepthwise,
  GatherV2: (call) =>
    one(call, "x", {
      kind: "gathering",
      indexes: [...constantAt(call, "indices").values],
      axis: attributes(call, z.object({ axis: z.int().min(0) })).axis
    }),
  Identity: nothing,
  LeakyRelu: (call) =>
    one(call, "x", { kind: "leaky-relu", slope: attributes(call, z.object({ alpha: z.number() })).alpha }),
  MaxPool: pooling("maximum"),
  Multiply: arithmetic("multiply"),
  Neg: simple("x", "negation"),
  PadV2: padding,
  RealDiv: arithmetic("divide"),
  Relu: simple("x", "relu"),
  Reshape: simple("x", "reshape"),
  Slice: slice,
  Softmax: simple("logits", "softmax"),
  Sub: arithmetic("subtract"),
  Transpose: (call) =>
    one(call, "x", { kind: "transpose", order: attributes(call, z.object({ perm: integers })).perm })
}

/** Kernels that do what another one does with the ReLU of their input. */
const RECTIFIED: Readonly<Record<string, string>> = {
  [RECTIFIED_CONVOLUTION]: "Conv2D",
  [RECTIFIED_DEPTHWISE]: "DepthwiseConv2dNative"
}

/** What the recorded computation is as a graph, up to its answer. Throws Error, in words. */
export const translate = ({ calls, answer }: Trace, image: MapShape): Graph => {
  const { height, width, channels } = image
  const nodes: GraphNode[] = [
    { operation: { kind: "image" }, input: undefined, shape: [FREE, height, width, channels] }
  ]
  /** Of each call, the node that gives its result. */
  const places = [0]
  const placed = (value: Operand): Operand =>
    value.kind === "node" ? { kind: "node", node: places[value.node] ?? 0 } : value
  const shapeOf = (node: number): readonly number[] => nodes[node]?.shape ?? []
  const rectifiers = new Map<number, number>()
  /** The node that gives the ReLU of another, written once. */
  const rectified = (node: number): number => {
    const relu: GraphNode = { operation: { kind: "relu" }, input: node, shape: shapeOf(node) }
    const place = rectifiers.get(node) ?? nodes.push(relu) - 1
    rectifiers.set(node, place)
    return place
  }
  for (const call of calls.slice(0, answer)) {
    const plain = RECTIFIED[call.kernel]
    const translation = TRANSLATIONS[plain ?? call.kernel]
    if (translation === undefined) throw wrong(call, "it has no translation")
    const inputs = new Map([...call.inputs].map(([name, value]) => [name, placed(value)] as const))
    if (plain !== undefined)
      inputs.set("x", { kind: "node", node: rectified(nodeAt({ ...call, inputs, shapeOf }, "x")) })
    const found = translation({ ...call, inputs, shapeOf })
    places.push(typeof found === "number" ? found : nodes.push(found) - 1)
  }
  if (places[answer] !== nodes.length - 1) throw new Error("the answer of the network is not computed last")
  return { nodes }
}
