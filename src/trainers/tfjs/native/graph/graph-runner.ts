/**
 * Runs a training step as graphs of TensorFlow: one for each set of input shapes, recorded the first time that it is
 * needed (the last batch of an epoch may be smaller). Measured, a step so takes .5 to .65 of the time that it takes
 * operation by operation.
 *
 * A recording could hold as a constant what ought to be an input, and would then train wrongly without a sign of it.
 * So the second run of every graph is also done operation by operation, and the two must agree.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { StepFunction } from "../../training/step-function.ts"
import type { InitialState, StepRunner } from "../../training/step-runner.ts"
import type { NodeBackend } from "../node-backend.ts"
import type { Graph, GraphAddon, GraphArray } from "./graph-description.ts"
import { recordGraph } from "./record-graph.ts"

/** Fused operations round differently; a constant in the place of an input is off by far more. */
const AGREEMENT = 1e-2

interface Recorded {
  readonly graph: Graph
  runs: number
}

/** Shapes in one text, to find a graph by. */
const shapesOf = (inputs: readonly tf.Tensor[]): string =>
  inputs.map(({ shape }) => shape.join("x")).join(" ")

const arrayOf = (tensor: tf.Tensor): GraphArray => tensor.dataSync()

const floats = (array: GraphArray | undefined): Float32Array => {
  if (array instanceof Float32Array) return array
  throw new TypeError("a training step gave a result that is no float32 tensor")
}

/** The largest difference, in units of the largest value; infinite where either is not a number. */
const difference = (found: GraphArray, expected: GraphArray): number => {
  let largest = 0
  let scale = Number.MIN_VALUE
  for (let index = 0; index < expected.length; index++) {
    const value = expected[index] ?? 0
    const gap = Math.abs((found[index] ?? 0) - value)
    if (!(gap <= largest)) largest = gap
    scale = Math.max(scale, Math.abs(value))
  }
  return Number.isNaN(largest) ? Number.POSITIVE_INFINITY : largest / scale
}

export interface GraphTools {
  readonly backend: NodeBackend
  readonly addon: GraphAddon
}

export const makeGraphRunner = (
  { backend, addon }: GraphTools,
  step: StepFunction,
  initial: InitialState
): StepRunner => {
  const graphs = new Map<string, Recorded>()
  const shapes = initial.state.map(({ shape }) => shape)
  /** Where the state is: in a graph since its last run, or in tensors until a graph takes it. */
  let holder: Graph | undefined
  let tensors: readonly tf.Tensor[] = initial.state

  const state = (): readonly tf.Tensor[] => {
    if (tensors.length === 0 && holder !== undefined) {
      const graph = holder
      tensors = shapes.map((shape, slot) => tf.keep(tf.tensor(addon.getState(graph, slot), shape)))
    }
    return tensors
  }

  const forget = (): void => {
    tf.dispose([...tensors])
    tensors = []
  }

  const find = (inputs: readonly tf.Tensor[]): Recorded => {
    const key = shapesOf(inputs)
    const known = graphs.get(key)
    if (known !== undefined) return known
    const description = recordGraph(backend, step, { inputs, state: state(), fixed: initial.fixed })
    const recorded = { graph: addon.build(description), runs: 0 }
    graphs.set(key, recorded)
    return recorded
  }

  const moveTo = (graph: Graph): void => {
    if (holder === graph) return
    for (const [slot, tensor] of state().entries()) addon.setState(graph, slot, arrayOf(tensor))
    holder = graph
  }

  const check = (graph: Graph, results: readonly GraphArray[], expected: readonly GraphArray[]): void => {
    const found = [...results, ...shapes.map((_, slot) => addon.getState(graph, slot))]
    const gaps = expected.map((values, index) => difference(found[index] ?? new Float32Array(0), values))
    if (Math.max(...gaps) <= AGREEMENT) return
    throw new Error(
      `a training step as one graph differs from the same step operation by operation (by ${Math.max(...gaps).toPrecision(2)} of the largest value); set evaluator.backend to "wasm" and report this`
    )
  }

  const stepwise = (inputs: readonly tf.Tensor[]): readonly GraphArray[] =>
    tf.tidy(() => {
      const made = step(inputs, state())
      return [...made.results, ...made.state].map(arrayOf)
    })

  const run = async (inputs: readonly tf.Tensor[]): Promise<readonly Float32Array[]> => {
    const recorded = find(inputs)
    const isChecked = recorded.runs++ === 1
    const expected = isChecked ? stepwise(inputs) : undefined
    moveTo(recorded.graph)
    const results = addon.run(recorded.graph, inputs.map(arrayOf))
    forget()
    if (expected !== undefined) check(recorded.graph, results, expected)
    return results.map(floats)
  }

  const dispose = (): void => {
    forget()
    for (const { graph } of graphs.values()) addon.close(graph)
    graphs.clear()
  }

  return { run, state, dispose }
}
