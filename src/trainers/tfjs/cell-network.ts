/**
 * Builds one cell of a genome. Hidden state 0 is the output of the cell before, projected to this cell's number
 * of filters; hidden state 1 is the output of the cell before that, fitted to the same size; each combination
 * adds two operations; what no combination reads is the output.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { Cell, Element } from "../../spaces/nasnet/genome.ts"
import { CELL_INPUTS } from "../../spaces/nasnet/variants.ts"
import { cellOperation } from "./cell-operations.ts"
import {
  type FeatureMaps,
  type FeatureShape,
  factorisedReduction,
  type Junction,
  projection
} from "./feature-maps.ts"
import { identity, relu } from "./layers.ts"
import type { Layer, NetworkBuilder, Pass } from "./network-builder.ts"

/** The outputs of the two cells before, in the order of hidden states 0 and 1. */
export interface CellInputs<Value> {
  readonly previous: Value
  readonly beforePrevious: Value
}

export interface BuiltCell {
  readonly output: FeatureShape
  readonly run: (inputs: CellInputs<FeatureMaps>, pass: Pass) => FeatureMaps
}

export interface CellSettings {
  readonly name: string
  readonly cell: Cell
  readonly filters: number
  /** 2 in a reduction cell, where the operations that read the cell's inputs are strided. */
  readonly stride: 1 | 2
}

const only: Junction = ([map]) => {
  if (map === undefined) throw new RangeError("a cell has no output; validate the genome first")
  return map
}

/** Brings hidden state 1 to the size and filters of hidden state 0. */
const matchSize = (
  builder: NetworkBuilder,
  name: string,
  shapes: CellInputs<FeatureShape>,
  filters: number
): Junction => {
  const { previous, beforePrevious } = shapes
  if (beforePrevious.height !== previous.height || beforePrevious.width !== previous.width) {
    return factorisedReduction(builder, name, beforePrevious, filters, relu)
  }
  const isFitting = beforePrevious.parts === 1 && beforePrevious.channels === filters
  return isFitting ? only : projection(builder, name, beforePrevious, filters)
}

/** The hidden states that no combination reads. */
export const unusedStates = (cell: Cell): number[] => {
  const used = new Set(cell.flatMap(({ left, right }) => [left.state, right.state]))
  return Array.from({ length: cell.length + CELL_INPUTS }, (_, state) => state).filter(
    (state) => !used.has(state)
  )
}

const stateAt = (states: readonly tf.Tensor4D[], index: number): tf.Tensor4D => {
  const state = states[index]
  if (state === undefined)
    throw new RangeError(`hidden state ${index} is read before it exists; validate the genome first`)
  return state
}

const halve = (size: number, stride: number): number => Math.ceil(size / stride)

export const buildCell = (
  builder: NetworkBuilder,
  settings: CellSettings,
  shapes: CellInputs<FeatureShape>
): BuiltCell => {
  const { name, cell, filters, stride } = settings
  const { height, width } = shapes.previous
  const first = projection(builder, `${name}/state0`, shapes.previous, filters)
  const second = matchSize(builder, `${name}/state1`, shapes, filters)
  const operation = (index: number, side: string, { state, operation }: Element): Layer =>
    cellOperation(builder, `${name}/combination${index}/${side}`, operation, {
      filters,
      stride: state < CELL_INPUTS ? stride : 1
    })
  const combinations = cell.map(({ left, right }, index) => ({
    left: { state: left.state, apply: operation(index, "left", left) },
    right: { state: right.state, apply: operation(index, "right", right) }
  }))
  const inner: FeatureShape = { height, width, channels: filters, parts: 1 }
  const outputs = unusedStates(cell).map((state) => {
    // An input of a reduction cell that nothing reads is still part of its output, at the output's size.
    const isTooLarge = state < CELL_INPUTS && stride === 2
    const reduce = isTooLarge
      ? factorisedReduction(builder, `${name}/output${state}`, inner, filters, identity)
      : only
    return { state, reduce }
  })
  return {
    output: {
      height: halve(height, stride),
      width: halve(width, stride),
      channels: filters,
      parts: outputs.length
    },
    run: ({ previous, beforePrevious }, pass) => {
      const states = [first(previous, pass), second(beforePrevious, pass)]
      for (const { left, right } of combinations) {
        const leftValue = left.apply(stateAt(states, left.state), pass)
        const rightValue = right.apply(stateAt(states, right.state), pass)
        states.push(tf.add<tf.Tensor4D>(leftValue, rightValue))
      }
      return outputs.map(({ state, reduce }) => reduce([stateAt(states, state)], pass))
    }
  }
}
