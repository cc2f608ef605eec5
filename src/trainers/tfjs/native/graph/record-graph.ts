/**
 * Records what a step asks of TensorFlow: it is run once, operation by operation, and every call of the binding is
 * written down. What is recorded is exactly what was computed, forward pass, gradients and optimiser alike, so no
 * operation has to be translated.
 *
 * Whatever JavaScript puts into a tensor while the step runs is a constant of the graph. A step must therefore take
 * everything that changes from one run to the next as an input.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { StepFunction } from "../../training/step-function.ts"
import type { Binding, NodeBackend } from "../node-backend.ts"
import type {
  GraphArray,
  GraphConstant,
  GraphDescription,
  GraphInput,
  GraphOperation,
  GraphOutput
} from "./graph-description.ts"

/** Operations whose first inputs are a list, by how many of their inputs come after it. */
const AFTER_LIST: ReadonlyMap<string, number> = new Map([
  ["ConcatV2", 1],
  ["AddN", 0],
  ["Pack", 0]
])

/** The length of a list, which a graph knows by itself and must not be told. */
const LIST_LENGTH = "N"

const listLength = (name: string, inputs: number): number => {
  const after = AFTER_LIST.get(name)
  return after === undefined ? 0 : inputs - after
}

/** The binding's number for a tensor; values that wait to be copied into TensorFlow are copied now. */
const tensorId = ({ binding, tensorMap }: NodeBackend, tensor: tf.TensorInfo): number => {
  const data = tensorMap.get(tensor.dataId)
  if (data.values !== null) {
    data.id = binding.createTensor(data.shape, data.dtype, data.values)
    data.values = null
  }
  return data.id
}

interface Recording {
  readonly backend: NodeBackend
  /** The backend's own, which does the work. */
  readonly binding: Binding
  /** The value of each tensor of the binding, by its number there. */
  readonly values: Map<number, number>
  readonly inputs: GraphInput[]
  readonly constants: GraphConstant[]
  readonly operations: GraphOperation[]
  count: number
}

const addValue = (recording: Recording, id: number): number => {
  const value = recording.count++
  recording.values.set(id, value)
  return value
}

const copyOf = (data: unknown): GraphArray => {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)
    return data.slice()
  throw new TypeError("a training step uses a tensor that is neither of numbers nor of truth values")
}

const typed = (binding: Binding, type: number, values: ArrayLike<number>): GraphArray => {
  if (ArrayBuffer.isView(values)) return copyOf(values)
  if (type === binding.TF_FLOAT) return Float32Array.from(values)
  return type === binding.TF_BOOL ? Uint8Array.from(values) : Int32Array.from(values)
}

/** The binding, listening. Its own properties cannot be written to, so it stands behind another object. */
const listening = (recording: Recording): Binding => {
  const { binding } = recording
  const createTensor: Binding["createTensor"] = (shape, type, values) => {
    const id = binding.createTensor(shape, type, values)
    const value = addValue(recording, id)
    recording.constants.push({ value, type, shape: [...shape], data: typed(binding, type, values) })
    return id
  }
  const executeOp: Binding["executeOp"] = (name, attributes, ids, outputCount) => {
    const results = binding.executeOp(name, attributes, ids, outputCount)
    const inputs = ids.map((id) => {
      const value = recording.values.get(id)
      if (value === undefined) throw new Error(`${name} uses a tensor from outside the step`)
      return value
    })
    const list = listLength(name, ids.length)
    recording.operations.push({
      name,
      attributes: list === 0 ? attributes : attributes.filter((attribute) => attribute.name !== LIST_LENGTH),
      inputs,
      list,
      outputs: results.map(({ id }) => addValue(recording, id))
    })
    return results
  }
  return Object.create(binding, { createTensor: { value: createTensor }, executeOp: { value: executeOp } })
}

const numberOf = ({ values, backend }: Recording, tensor: tf.Tensor): number => {
  const value = values.get(tensorId(backend, tensor))
  if (value === undefined) throw new Error("a training step gives a tensor that it did not make")
  return value
}

const addInput = (recording: Recording, tensor: tf.Tensor, state: number): void => {
  const { backend } = recording
  const id = tensorId(backend, tensor)
  const { dtype: type, shape } = backend.tensorMap.get(tensor.dataId)
  recording.inputs.push({ value: addValue(recording, id), type, shape: [...shape], state })
}

const addFixed = (recording: Recording, tensor: tf.Tensor): void => {
  const { backend } = recording
  const id = tensorId(backend, tensor)
  const { dtype: type, shape } = backend.tensorMap.get(tensor.dataId)
  const data = copyOf(tensor.dataSync())
  recording.constants.push({ value: addValue(recording, id), type, shape: [...shape], data })
}

const describe = (recording: Recording, outputs: readonly GraphOutput[]): GraphDescription => {
  const { count: values, inputs, constants, operations } = recording
  return { values, inputs, constants, operations, outputs }
}

export interface RecordedTensors {
  readonly inputs: readonly tf.Tensor[]
  readonly state: readonly tf.Tensor[]
  /** What the step uses beside its arguments, and never changes. */
  readonly fixed: readonly tf.Tensor[]
}

/** Runs `step` once, for its trace; its results are dropped. The given tensors must all be different ones. */
export const recordGraph = (
  backend: NodeBackend,
  step: StepFunction,
  { inputs, state, fixed }: RecordedTensors
): GraphDescription => {
  const { binding } = backend
  const recording: Recording = {
    backend,
    binding,
    values: new Map(),
    inputs: [],
    constants: [],
    operations: [],
    count: 0
  }
  for (const tensor of inputs) addInput(recording, tensor, -1)
  for (const [slot, tensor] of state.entries()) addInput(recording, tensor, slot)
  for (const tensor of fixed) addFixed(recording, tensor)
  backend.binding = listening(recording)
  tf.engine().startScope()
  try {
    const made = step(inputs, state)
    return describe(recording, [
      ...made.results.map((tensor) => ({ value: numberOf(recording, tensor), state: -1 })),
      ...made.state.map((tensor, slot) => ({ value: numberOf(recording, tensor), state: slot }))
    ])
  } finally {
    tf.engine().endScope()
    backend.binding = binding
  }
}
