/**
 * Counts a whole network of the NASNet space, by formula and with nothing built. The auxiliary head, which is for
 * training only, is not counted. What is built for training (`trainers/tfjs/networks/nasnet-network.ts`) has exactly these
 * parameters; the published sizes of AmoebaNet and NASNet come out to the last one.
 */
import type { MapShape } from "../map-shape.ts"
import { concatenatedStates } from "./cell-output.ts"
import {
  addCounts,
  type Count,
  type Counted,
  countDense,
  countFactorisedReduction,
  countLayers
} from "./count-layers.ts"
import type { NasnetGenome } from "./genome.ts"
import { pointwise } from "./layer-description.ts"
import { operationLayers } from "./operation-layers.ts"
import {
  type OuterSize,
  type PlannedCell,
  planCells,
  planStemCells,
  STEM_MULTIPLIER
} from "./outer-network.ts"
import { CELL_INPUTS } from "./variants.ts"

/**
 * How a network begins. "small": a 3x3 convolution to 3F filters (CIFAR-10, MNIST). "imagenet": a 3x3 convolution of
 * stride 2, not padded, and two reduction cells.
 */
export type Stem =
  | { readonly kind: "small"; readonly stride: 1 | 2 }
  | { readonly kind: "imagenet"; readonly filters: number }

export interface CountedNetwork {
  readonly genome: NasnetGenome
  readonly outer: OuterSize
  readonly stem: Stem
  readonly image: MapShape
  readonly classes: number
}

/** The outputs of the two cells before; the first cell has only one, which it gets twice. */
interface Inputs {
  readonly previous: MapShape
  readonly beforePrevious: MapShape
}

const isSameSize = (a: MapShape, b: MapShape): boolean => a.height === b.height && a.width === b.width

const countProjection = (input: MapShape, filters: number): Counted =>
  countLayers(pointwise({ name: "", inputs: input.channels, outputs: filters, stride: 1 }), input)

/** Hidden state 1, brought to the size and filters of hidden state 0. */
const countMatching = ({ previous, beforePrevious }: Inputs, filters: number): Counted => {
  if (!isSameSize(previous, beforePrevious)) return countFactorisedReduction(beforePrevious, filters)
  if (beforePrevious.channels !== filters) return countProjection(beforePrevious, filters)
  return { count: { parameters: 0, flops: 0 }, output: beforePrevious }
}

const countCell = (genome: NasnetGenome, planned: PlannedCell, inputs: Inputs): Counted => {
  const { filters, stride } = planned
  const first = countProjection(inputs.previous, filters)
  const second = countMatching(inputs, filters)
  const outer = first.output
  const inner: MapShape = {
    height: Math.ceil(outer.height / stride),
    width: Math.ceil(outer.width / stride),
    channels: filters
  }
  const operations = genome[planned.cell].flatMap(({ left, right }) =>
    [left, right].map(({ state, operation }) =>
      state < CELL_INPUTS
        ? countLayers(operationLayers(operation, { filters, stride }), outer)
        : countLayers(operationLayers(operation, { filters, stride: 1 }), inner)
    )
  )
  const states = concatenatedStates(genome, planned.cell)
  const reduced = states
    .filter((state) => state < CELL_INPUTS && stride === 2)
    .map(() => countFactorisedReduction(outer, filters))
  const parts = [first, second, ...operations, ...reduced]
  return {
    count: addCounts(...parts.map(({ count }) => count)),
    output: { ...inner, channels: states.length * filters }
  }
}

const VALID_WINDOW = 3

const countStem = ({ outer, stem, image }: CountedNetwork): Counted => {
  const outputs = stem.kind === "small" ? STEM_MULTIPLIER * outer.filters : stem.filters
  const stride = stem.kind === "small" ? stem.stride : 2
  // Without padding the window begins at fewer places: as if the image were so much smaller.
  const lost = stem.kind === "small" ? 0 : VALID_WINDOW - 1
  const input = { ...image, height: image.height - lost, width: image.width - lost }
  return countLayers(
    [
      {
        kind: "convolution",
        name: "stem",
        size: [VALID_WINDOW, VALID_WINDOW],
        inputs: image.channels,
        outputs,
        strides: [stride, stride],
        dilation: 1
      },
      { kind: "normalisation", name: "stem", channels: outputs }
    ],
    input
  )
}

export const countNetwork = (network: CountedNetwork): Count => {
  const { genome, outer, stem, classes } = network
  const first = countStem(network)
  const plan = [...(stem.kind === "imagenet" ? planStemCells(outer) : []), ...planCells(outer)]
  let inputs: Inputs = { previous: first.output, beforePrevious: first.output }
  const counts = [first.count]
  for (const planned of plan) {
    const cell = countCell(genome, planned, inputs)
    counts.push(cell.count)
    inputs = { previous: cell.output, beforePrevious: inputs.previous }
  }
  return addCounts(...counts, countDense(inputs.previous.channels, classes))
}
