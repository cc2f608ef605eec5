/**
 * Builds one cell of a genome. Hidden state 0 is the output of the cell before, projected to this cell's number
 * of filters; hidden state 1 is the output of the cell before that, fitted to the same size; each combination
 * adds two operations; what no combination reads is the output, or what a published genotype says.
 */
import * as tf from "@tensorflow/tfjs-core"
import { concatenatedStates } from "../../../spaces/nasnet/cell-output.ts"
import type { Element, NasnetGenome } from "../../../spaces/nasnet/genome.ts"
import type { PlannedCell } from "../../../spaces/nasnet/outer-network.ts"
import { CELL_INPUTS } from "../../../spaces/nasnet/variants.ts"
import {
  type FeatureMaps,
  type FeatureShape,
  factorisedReduction,
  type Junction,
  joined,
  projection,
  totalChannels
} from "./feature-maps.ts"
import { cellOperation } from "./nasnet-operations.ts"
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

export interface CellSettings extends PlannedCell {
  /** Of this cell in the network, as the beginning of its parameters' names. */
  readonly name: string
  /** How deep in the network it is, in (0, 1]: its number, from 1, as a share of all. */
  readonly depth: number
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
    return factorisedReduction(builder, name, beforePrevious, filters, true)
  }
  return totalChannels(beforePrevious) === filters
    ? joined
    : projection(builder, name, beforePrevious, filters)
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
  genome: NasnetGenome,
  settings: CellSettings,
  shapes: CellInputs<FeatureShape>
): BuiltCell => {
  const { name, filters, stride, depth } = settings
  const { height, width } = shapes.previous
  const first = projection(builder, `${name}/state0`, shapes.previous, filters)
  const second = matchSize(builder, `${name}/state1`, shapes, filters)
  const operation = (index: number, side: string, { state, operation }: Element): Layer =>
    cellOperation(builder, `${name}/combination${index}/${side}`, operation, {
      filters,
      stride: state < CELL_INPUTS ? stride : 1,
      depth
    })
  const combinations = genome[settings.cell].map(({ left, right }, index) => ({
    left: { state: left.state, apply: operation(index, "left", left) },
    right: { state: right.state, apply: operation(index, "right", right) }
  }))
  const inner: FeatureShape = { height, width, channels: filters, parts: 1 }
  const outputs = concatenatedStates(genome, settings.cell).map((state) => {
    // An input of a reduction cell can be part of its output as well, at the output's size.
    const isTooLarge = state < CELL_INPUTS && stride === 2
    const reduce = isTooLarge
      ? factorisedReduction(builder, `${name}/output${state}`, inner, filters, false)
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
