/**
 * A training step as a graph: what the addon builds (graph-addon.cc). Every tensor in it is a value with a number;
 * types are TensorFlow's numbers for them.
 */
import type { Attribute } from "../node-backend.ts"

export type GraphArray = Float32Array | Int32Array | Uint8Array

export interface GraphInput {
  readonly value: number
  readonly type: number
  readonly shape: readonly number[]
  /** The slot of the state that it is read from; -1 where it is given anew for each run. */
  readonly state: number
}

export interface GraphConstant {
  readonly value: number
  readonly type: number
  readonly shape: readonly number[]
  readonly data: GraphArray
}

export interface GraphOperation {
  readonly name: string
  readonly attributes: readonly Attribute[]
  readonly inputs: readonly number[]
  /** How many of the first inputs are one argument, a list; 0 where the first is no list. */
  readonly list: number
  readonly outputs: readonly number[]
}

export interface GraphOutput {
  readonly value: number
  /** The slot of the state that it is written to; -1 where it is handed back. */
  readonly state: number
}

export interface GraphDescription {
  /** How many values there are. */
  readonly values: number
  readonly inputs: readonly GraphInput[]
  readonly constants: readonly GraphConstant[]
  readonly operations: readonly GraphOperation[]
  readonly outputs: readonly GraphOutput[]
}

/** What the addon gives for a graph. */
export type Graph = { readonly graph: unique symbol }

/** graph-addon.cc, as JavaScript sees it. Everything throws an Error with TensorFlow's own words. */
export interface GraphAddon {
  readonly build: (description: GraphDescription) => Graph
  /** `inputs` are those that are no state, in order; so are the results. */
  readonly run: (graph: Graph, inputs: readonly GraphArray[]) => readonly GraphArray[]
  readonly setState: (graph: Graph, slot: number, values: GraphArray) => void
  readonly getState: (graph: Graph, slot: number) => GraphArray
  /** Gives its memory back; it cannot be used afterwards. */
  readonly close: (graph: Graph) => void
}
