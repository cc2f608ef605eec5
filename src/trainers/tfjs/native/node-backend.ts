/** The part of @tensorflow/tfjs-node-gpu that is used here: its backend, and the binding under it. */
import type * as tf from "@tensorflow/tfjs-core"

/** An attribute of a TensorFlow operation, as the binding takes it. */
export interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: number | string | boolean | readonly number[]
}

export interface Binding {
  readonly TF_Version: string
  readonly TF_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_TYPE: number
  readonly isUsingGpuDevice: () => boolean
}

export interface NodeBackend extends tf.KernelBackend {
  readonly binding: Binding
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
