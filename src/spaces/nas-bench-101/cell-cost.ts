/**
 * What the network of a cell costs: its trainable parameters and its multiply-adds for one image, by the skeleton of
 * NAS-Bench-101 (Ying et al. 2019) for CIFAR-10: a 3×3 convolution to 128 channels, three stacks of three cells at
 * 32×32, 16×16 and 8×8 with the channels doubled by the first cell of stacks two and three, and a linear classifier.
 *
 * Convolutions have no bias; each is followed by a batch normalisation with two parameters a channel. A multiply and
 * an add count as one operation, in convolutions and in the classifier alone: normalisation, ReLU, pooling and
 * additions are left out. Where channels cannot be split evenly, the earlier vertices get one more, so that two
 * isomorphic forms of a cell may differ by a little.
 */
import type { MapShape } from "../map-shape.ts"
import { countBits, operationOf, type PackedCell, predecessorsOf, vertexCount } from "./cell.ts"

export interface CellCost {
  /** Trainable parameters of the whole network. */
  readonly parameters: number
  /** Multiply-adds of the whole network for one image. */
  readonly flops: number
}

/** The network around a cell. */
export interface CellNetwork {
  /** Cells in each stack. */
  readonly cells: number
  /** Filters of the first stack. */
  readonly filters: number
  readonly image: MapShape
  readonly classes: number
}

/** As the benchmark was recorded. */
const RECORDED: CellNetwork = {
  cells: 3,
  filters: 128,
  image: { height: 32, width: 32, channels: 3 },
  classes: 10
}
const STACKS = 3

/** The cost of the network made of a pruned cell; without a second argument, of the benchmark's own. */
export const cellCost = (cell: PackedCell, network: CellNetwork = RECORDED): CellCost => {
  const { cells, filters, image, classes } = network
  let { height, width } = image
  const stem = convolution(3, image.channels, filters)
  let parameters = stem + normalisation(filters)
  let flops = stem * height * width
  let channels = filters
  for (let stack = 0; stack < STACKS; stack++) {
    const outputs = filters * 2 ** stack
    if (stack > 0) [height, width] = [Math.ceil(height / 2), Math.ceil(width / 2)]
    const { weights, projected, normalised } = layers(cell, outputs)
    const stackWeights = cells * weights + projected * (channels + (cells - 1) * outputs)
    parameters += stackWeights + cells * normalisation(normalised)
    flops += stackWeights * height * width
    channels = outputs
  }
  return { parameters: parameters + (channels + 1) * classes, flops: flops + channels * classes }
}

/**
 * The channels of each vertex by its number; the input's, which are those of the cell before, are left at 0. The
 * output's are split evenly over the interior vertices that lead into it; another vertex has as many as the widest
 * that it leads to.
 */
export const vertexChannels = (cell: PackedCell, outputs: number): number[] => {
  const output = vertexCount(cell) - 1
  const joined = predecessorsOf(cell, output) & ~INPUT
  const channels = splitChannels(joined, outputs, output)
  for (let vertex = output - 1; vertex > 0; vertex--)
    if (!contains(joined, vertex)) channels[vertex] = widestSuccessor(cell, vertex, channels)
  channels[output] = outputs
  return channels
}

const INPUT = 1

const contains = (vertices: number, vertex: number): boolean => ((vertices >>> vertex) & 1) === 1

/** An even share of the channels for each of the vertices, one more for the first where something is left over. */
const splitChannels = (vertices: number, channels: number, output: number): number[] => {
  const sharers = countBits(vertices)
  const shares = new Array<number>(output + 1).fill(0)
  let rest = sharers === 0 ? 0 : channels % sharers
  for (let vertex = 1; vertex < output; vertex++) {
    if (!contains(vertices, vertex)) continue
    shares[vertex] = Math.floor(channels / sharers) + (rest > 0 ? 1 : 0)
    rest--
  }
  return shares
}

const widestSuccessor = (cell: PackedCell, vertex: number, channels: readonly number[]): number => {
  let widest = 0
  for (let next = vertex + 1; next < channels.length - 1; next++)
    if (contains(predecessorsOf(cell, next), vertex)) widest = Math.max(widest, channels[next] ?? 0)
  return widest
}

const KERNEL_SIZES = [3, 1] as const

interface Layers {
  /** Weights of the convolutions of the operations. */
  readonly weights: number
  /** Channels that the 1×1 projections of the cell's input give together. */
  readonly projected: number
  /** Channels of all batch normalisations together. */
  readonly normalised: number
}

/** What is in one cell with so many channels at its output. */
const layers = (cell: PackedCell, outputs: number): Layers => {
  const channels = vertexChannels(cell, outputs)
  let weights = 0
  let projected = 0
  let normalised = 0
  for (let vertex = 1; vertex < channels.length; vertex++) {
    const width = channels[vertex] ?? 0
    if (contains(predecessorsOf(cell, vertex), 0)) projected += width
    const size = vertex < channels.length - 1 ? KERNEL_SIZES[operationOf(cell, vertex)] : undefined
    if (size === undefined) continue
    weights += convolution(size, width, width)
    normalised += width
  }
  return { weights, projected, normalised: normalised + projected }
}

const convolution = (size: number, inputs: number, outputs: number): number => size ** 2 * inputs * outputs

/** The scale and the shift of each channel. */
const normalisation = (channels: number): number => 2 * channels
