/**
 * The cell of a NAS-Bench-101 network. Every convolution is followed by batch normalisation and ReLU. What comes from
 * the cell's input passes a 1×1 convolution first; a vertex adds what comes in, the wider ones cut to its own channels;
 * the output concatenates the interior vertices that lead into it and adds the projected input to them, if there is
 * such an edge. The concatenation is kept as parts (see `feature-maps.ts`).
 */
import * as tf from "@tensorflow/tfjs-core"
import { operationOf, type PackedCell, predecessorsOf } from "../../../spaces/nas-bench-101/cell.ts"
import { vertexChannels } from "../../../spaces/nas-bench-101/cell-cost.ts"
import { rank4 } from "../tensor-rank.ts"
import { type FeatureMaps, firstChannels } from "./feature-maps.ts"
import { batchNormalisation, normalisedConvolution, relu, sequence } from "./layers.ts"
import { declareWeights, type Layer, type NetworkBuilder, type Pass } from "./network-builder.ts"

type Joined = (maps: FeatureMaps, pass: Pass) => tf.Tensor4D

interface BuiltCell {
  /** The channels of each part of the output. */
  readonly parts: readonly number[]
  readonly run: (maps: FeatureMaps, pass: Pass) => FeatureMaps
}

interface CellShape {
  /** The channels of each part of the cell's input. */
  readonly parts: readonly number[]
  /** Of its output, all parts together. */
  readonly filters: number
}

const contains = (vertices: number, vertex: number): boolean => ((vertices >>> vertex) & 1) === 1

export const buildNasBench101Cell = (
  builder: NetworkBuilder,
  name: string,
  cell: PackedCell,
  { parts, filters }: CellShape
): BuiltCell => {
  const channels = vertexChannels(cell, filters)
  const output = channels.length - 1
  const widthOf = (vertex: number): number => channels[vertex] ?? 0
  const vertices = Array.from({ length: output - 1 }, (_, i) =>
    buildVertex(builder, `${name}/vertex${i + 1}`, cell, { vertex: i + 1, parts, width: widthOf(i + 1) })
  )
  const joined = vertices
    .map(({ vertex }) => vertex)
    .filter((vertex) => contains(predecessorsOf(cell, output), vertex))
  const outputParts = joined.length === 0 ? [filters] : joined.map(widthOf)
  const projections = contains(predecessorsOf(cell, output), 0)
    ? outputParts.map((width, part) => projection(builder, `${name}/output${part}`, parts, width))
    : []
  return {
    parts: outputParts,
    run: (maps, pass) => {
      const values: tf.Tensor4D[] = []
      for (const { run } of vertices) values.push(run(maps, values, pass))
      const projected = projections.map((project) => project(maps, pass))
      if (joined.length === 0) return projected
      return joined.map((vertex, part) => sum([valueAt(values, vertex), ...projected.slice(part, part + 1)]))
    }
  }
}

interface BuiltVertex {
  readonly vertex: number
  /** From the cell's input, and the values of the interior vertices before. */
  readonly run: (maps: FeatureMaps, values: readonly tf.Tensor4D[], pass: Pass) => tf.Tensor4D
}

const buildVertex = (
  builder: NetworkBuilder,
  name: string,
  cell: PackedCell,
  {
    vertex,
    parts,
    width
  }: { readonly vertex: number; readonly parts: readonly number[]; readonly width: number }
): BuiltVertex => {
  const predecessors = predecessorsOf(cell, vertex)
  const project = contains(predecessors, 0)
    ? projection(builder, `${name}/projection`, parts, width)
    : undefined
  const operate = vertexOperation(builder, name, operationOf(cell, vertex), width)
  return {
    vertex,
    run: (maps, values, pass) => {
      const arriving = values.flatMap((_, i) =>
        contains(predecessors, i + 1) ? [firstChannels(valueAt(values, i + 1), width)] : []
      )
      const all = project === undefined ? arriving : [...arriving, project(maps, pass)]
      return operate(sum(all), pass)
    }
  }
}

const sum = (tensors: readonly tf.Tensor4D[]): tf.Tensor4D =>
  tensors.reduce((total, tensor) => tf.add<tf.Tensor4D>(total, tensor))

const valueAt = (values: readonly tf.Tensor4D[], vertex: number): tf.Tensor4D => {
  const value = values[vertex - 1]
  if (value === undefined)
    throw new RangeError(`vertex ${vertex} is read before it exists; validate the cell first`)
  return value
}

/** The operation by its index: 3×3 convolution, 1×1 convolution, 3×3 max pooling. */
const vertexOperation = (builder: NetworkBuilder, name: string, index: number, width: number): Layer => {
  if (index === 2) return (x) => tf.maxPool(x, 3, 1, "same")
  const size = index === 0 ? 3 : 1
  const shape = { inputs: width, outputs: width, strides: [1, 1] as [number, number] }
  return sequence(normalisedConvolution(builder, name, { ...shape, size: [size, size] }), relu)
}

/** 1×1 convolution of all parts together, batch normalisation, ReLU. */
const projection = (
  builder: NetworkBuilder,
  name: string,
  parts: readonly number[],
  width: number
): Joined => {
  const fanIn = parts.reduce((total, channels) => total + channels, 0)
  const filters = parts.map((channels, part) =>
    declareWeights(builder, `${name}/part${part}/filter`, [1, 1, channels, width], fanIn)
  )
  const normalise = batchNormalisation(builder, name, width)
  return (maps, pass) => {
    const products = maps.map((map, part) =>
      tf.conv2d(map, rank4(pass.parameters[filters[part] ?? -1]), 1, "same")
    )
    return relu(normalise(sum(products), pass), pass)
  }
}
