/** The part of @tensorflow/tfjs-node-gpu that is used here: its backend, and the binding under it. */
import type * as tf from "@tensorflow/tfjs-core"

/** An attribute of a TensorFlow operation, as the binding takes it. */
export interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: number | string | boolean | readonly number[]
}

/** What the binding says of a tensor that an operation made. */
export interface OutputInfo {
  readonly id: number
  readonly dtype: number
  readonly shape: readonly number[]
}

export interface Binding {
  readonly TF_Version: string
  readonly TF_BOOL: number
  readonly TF_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_TYPE: number
  readonly isUsingGpuDevice: () => boolean
  readonly createTensor: (shape: readonly number[], type: number, values: ArrayLike<number>) => number
  readonly executeOp: (
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number
  ) => readonly OutputInfo[]
}

/** A tensor of the backend: a number of the binding's or, until an operation needs it, values in JavaScript. */
interface TensorData {
  id: number
  values: ArrayLike<number> | null
  readonly dtype: number
  readonly shape: readonly number[]
}

export interface NodeBackend extends tf.KernelBackend {
  /** Can be changed for one that listens. */
  binding: Binding
  readonly tensorMap: { readonly get: (dataId: object) => TensorData }
  readonly isUsingGpuDevice: boolean
  readonly executeSingleOutput: (
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.TensorInfo[]
  ) => tf.Tensor
  readonly executeMultipleOutputs: (
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number
  ) => tf.Tensor[]
}

/** TensorFlow.js's own name for the backend. */
export const TENSORFLOW = "tensorflow"

/** Makes attributes for one binding. */
export const attributesFor = ({ binding }: NodeBackend) => ({
  /** The type of the elements, which is float32 in everything that is trained here. */
  float32: (name: string): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }),
  integers: (name: string, value: number | readonly number[]): Attribute => ({
    name,
    type: binding.TF_ATTR_INT,
    value
  }),
  real: (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_FLOAT, value }),
  text: (name: string, value: string): Attribute => ({ name, type: binding.TF_ATTR_STRING, value }),
  flag: (name: string, value: boolean): Attribute => ({ name, type: binding.TF_ATTR_BOOL, value })
})

export type Attributes = ReturnType<typeof attributesFor>
