/** Watches TensorFlow.js at work: which kernels it runs on what was computed from given images, and on what else. */
import * as tf from "@tensorflow/tfjs-core"

/** Of an input: the number of the call that gave it (0 are the images), or a copy of a tensor that has another origin. */
export type RawInput = number | tf.Tensor

export interface RawCall {
  readonly kernel: string
  readonly inputs: readonly (readonly [name: string, input: RawInput])[]
  readonly attributes: Readonly<Record<string, unknown>>
  readonly shape: readonly number[]
}

export interface RawTrace {
  readonly calls: readonly RawCall[]
  /** The number of the call that gave the answer, counted from 1. */
  readonly answer: number
  /** The copies, each once; to be disposed of. */
  readonly constants: readonly tf.Tensor[]
}

/** What has been seen so far. */
interface Notes {
  /** By a tensor's id, the number of the call that gave it. */
  readonly numbers: Map<number, number>
  /** By the id of a tensor of another origin, its copy. */
  readonly copies: Map<number, tf.Tensor>
  readonly calls: RawCall[]
}

type RunKernel = ReturnType<typeof tf.engine>["runKernel"]

const copyOf = ({ copies }: Notes, tensor: tf.Tensor, run: RunKernel): tf.Tensor => {
  const known = copies.get(tensor.id)
  if (known !== undefined) return known
  const copy = tf.keep(run<tf.Tensor>("Identity", { x: tensor }))
  copies.set(tensor.id, copy)
  return copy
}

const note = (
  notes: Notes,
  run: RunKernel,
  call: Omit<RawCall, "shape" | "inputs"> & { readonly inputs: object },
  output: tf.Tensor | tf.Tensor[]
): void => {
  const given = Object.entries(call.inputs).filter(
    (entry): entry is [string, tf.Tensor] => entry[1] instanceof tf.Tensor
  )
  if (!given.some(([, tensor]) => notes.numbers.has(tensor.id))) return
  if (Array.isArray(output))
    throw new Error(`the kernel ${call.kernel} gives several tensors at once, which cannot be exported`)
  notes.calls.push({
    ...call,
    inputs: given.map(([name, tensor]) => [name, notes.numbers.get(tensor.id) ?? copyOf(notes, tensor, run)]),
    shape: output.shape
  })
  notes.numbers.set(output.id, notes.calls.length)
}

/** Computes once with `images`, which it disposes of, and tells what was run. */
export const record = (images: tf.Tensor4D, compute: (images: tf.Tensor4D) => tf.Tensor): RawTrace => {
  const engine = tf.engine()
  const run: RunKernel = engine.runKernel.bind(engine)
  const notes: Notes = { numbers: new Map([[images.id, 0]]), copies: new Map(), calls: [] }
  engine.runKernel = <T extends tf.Tensor | tf.Tensor[]>(
    ...[kernel, inputs, attributes]: Parameters<RunKernel>
  ): T => {
    const output = run<T>(kernel, inputs, attributes)
    note(notes, run, { kernel, inputs, attributes: { ...attributes } }, output)
    return output
  }
  try {
    const result = tf.tidy(() => compute(images))
    const answer = notes.numbers.get(result.id)
    tf.dispose([images, result])
    if (answer === undefined) throw new Error("the answer of the network does not depend on its images")
    return { calls: notes.calls, answer, constants: [...notes.copies.values()] }
  } finally {
    Reflect.deleteProperty(engine, "runKernel")
  }
}
