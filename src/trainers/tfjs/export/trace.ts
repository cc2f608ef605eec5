/**
 * Records what a computation of TensorFlow.js does with its images: every kernel that gets something computed from
 * them. What is computed without them (weights, statistics, filters put together from parts) is a constant of the
 * recording. The computation is run twice, with other images and another number of them, so that the number of images
 * is told from all other numbers, and a constant that secretly depends on the images is found out.
 */
import * as tf from "@tensorflow/tfjs-core"
import { type Constant, FREE, type Operand } from "./graph.ts"
import { type RawCall, type RawTrace, record } from "./record.ts"

/** An attribute of a kernel; in numbers, FREE stands for the number of images. */
export type Attribute = number | string | boolean | null | undefined | readonly Attribute[]

export interface KernelCall {
  readonly kernel: string
  /** By the kernel's own names. Node 0 are the images, node k is what call number k gives, counted from 1. */
  readonly inputs: ReadonlyMap<string, Operand>
  readonly attributes: Readonly<Record<string, Attribute>>
  readonly shape: readonly number[]
}

export interface Trace {
  readonly calls: readonly KernelCall[]
  /** The node that is the answer. */
  readonly answer: number
}

/** Makes images [count, height, width, channels] to run a computation on: others for every count. */
export type ImageSource = (count: number) => tf.Tensor4D

const COUNTS = [2, 3] as const

const isEqual = (one: ArrayLike<number>, other: ArrayLike<number>): boolean =>
  one.length === other.length &&
  Array.prototype.every.call(one, (value, index) => Object.is(value, other[index]))

/** The two recordings of one attribute as one: numbers that follow the number of images are FREE. */
const mergeAttribute = (first: unknown, second: unknown): Attribute => {
  if (Array.isArray(first) && Array.isArray(second)) {
    return first.map((value, index) => mergeAttribute(value, second[index]))
  }
  switch (typeof first) {
    case "number":
      return first === second ? first : FREE
    case "string":
    case "boolean":
    case "undefined":
      return first
    default:
      return null
  }
}

const readConstant = async (first: tf.Tensor, second: tf.Tensor, kernel: string): Promise<Constant> => {
  const values = await first.data<"float32">()
  if (!isEqual(first.shape, second.shape) || !isEqual(values, await second.data<"float32">())) {
    throw new Error(
      `what the kernel ${kernel} works with depends on the images in a way that cannot be seen, so the network cannot be exported`
    )
  }
  return { kind: "constant", shape: first.shape, values: Float32Array.from(values) }
}

type Read = (first: tf.Tensor, second: tf.Tensor, kernel: string) => Promise<Constant>

/** Reads a constant once, however often it is used. */
const makeReader = (): Read => {
  const known = new Map<tf.Tensor, Promise<Constant>>()
  return (first, second, kernel) => {
    const found = known.get(first) ?? readConstant(first, second, kernel)
    known.set(first, found)
    return found
  }
}

const mergeCalls = async (first: RawCall, second: RawCall | undefined, read: Read): Promise<KernelCall> => {
  const { kernel } = first
  const unlike = new Error(
    `the kernel ${kernel} is not run alike for every number of images, so the network cannot be exported`
  )
  if (second?.kernel !== kernel || second.inputs.length !== first.inputs.length) throw unlike
  const inputs = new Map<string, Operand>()
  for (const [index, [name, value]] of first.inputs.entries()) {
    const other = second.inputs[index]?.[1]
    if (typeof value === "number" && value === other) inputs.set(name, { kind: "node", node: value })
    else if (typeof value !== "number" && other !== undefined && typeof other !== "number")
      inputs.set(name, await read(value, other, kernel))
    else throw unlike
  }
  const attributes = Object.entries(first.attributes).map(
    ([name, value]) => [name, mergeAttribute(value, second.attributes[name])] as const
  )
  const shape = first.shape.map((size, axis) => (size === second.shape[axis] ? size : FREE))
  return { kernel, inputs, attributes: Object.fromEntries(attributes), shape }
}

/** Fails with an Error, in words, where the computation cannot be recorded. Leaves no tensor behind. */
export const trace = async (
  compute: (images: tf.Tensor4D) => tf.Tensor,
  imagesOf: ImageSource
): Promise<Trace> => {
  const recordings: RawTrace[] = []
  try {
    for (const count of COUNTS) recordings.push(record(imagesOf(count), compute))
    const [first, second] = recordings
    if (first === undefined || second === undefined) throw new Error("nothing was recorded")
    const read = makeReader()
    const calls: KernelCall[] = []
    for (const [index, call] of first.calls.entries())
      calls.push(await mergeCalls(call, second.calls[index], read))
    return { calls, answer: first.answer }
  } finally {
    for (const { constants } of recordings) tf.dispose([...constants])
  }
}
