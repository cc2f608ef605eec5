/**
 * Counts the parameters and the multiply-adds of layers, by formula. Multiply-adds are those of convolutions and
 * dense layers on one image, as papers count "FLOPs" and "mult-adds"; normalisations, poolings, activations and sums
 * are left out, as they are there.
 */
import type { MapShape } from "../map-shape.ts"
import type { LayerDescription } from "./layer-description.ts"

export interface Count {
  readonly parameters: number
  /** Multiply-adds. */
  readonly flops: number
}

const NOTHING: Count = { parameters: 0, flops: 0 }

export const addCounts = (...counts: readonly Count[]): Count => ({
  parameters: counts.reduce((sum, count) => sum + count.parameters, 0),
  flops: counts.reduce((sum, count) => sum + count.flops, 0)
})

export interface Counted {
  readonly count: Count
  readonly output: MapShape
}

const strided = (shape: MapShape, strides: readonly [number, number]): MapShape => ({
  height: Math.ceil(shape.height / strides[0]),
  width: Math.ceil(shape.width / strides[1]),
  channels: shape.channels
})

/** A layer each of whose weights is used once at each output pixel. */
const weighted = (weights: number, output: MapShape): Counted => ({
  count: { parameters: weights, flops: weights * output.height * output.width },
  output
})

const countLayer = (layer: LayerDescription, input: MapShape): Counted => {
  switch (layer.kind) {
    case "relu":
      return { count: NOTHING, output: input }
    case "pooling":
      return { count: NOTHING, output: strided(input, [layer.stride, layer.stride]) }
    case "normalisation":
      return { count: { parameters: 2 * layer.channels, flops: 0 }, output: input }
    case "depthwise":
      return weighted(layer.size ** 2 * layer.channels, strided(input, [layer.stride, layer.stride]))
    case "convolution": {
      const weights = layer.size[0] * layer.size[1] * layer.inputs * layer.outputs
      return weighted(weights, { ...strided(input, layer.strides), channels: layer.outputs })
    }
  }
}

/** Layers one after the other. */
export const countLayers = (layers: readonly LayerDescription[], input: MapShape): Counted =>
  layers.reduce<Counted>(
    ({ count, output }, layer) => {
      const next = countLayer(layer, output)
      return { count: addCounts(count, next.count), output: next.output }
    },
    { count: NOTHING, output: input }
  )

/**
 * A factorised reduction: two 1x1 convolutions of stride 2, each to half of the filters, and a normalisation of both.
 * Of an odd number of filters, for which the released networks have no rule, each convolution makes the smaller half,
 * and the channel that is left over begins as zeros; this is how the published size of AmoebaNet-A (6, 190) comes
 * about, which has 95 filters in its stem.
 */
export const countFactorisedReduction = (input: MapShape, filters: number): Counted => {
  const output = { ...strided(input, [2, 2]), channels: filters }
  const { count } = weighted(2 * input.channels * Math.floor(filters / 2), output)
  return { count: addCounts(count, { parameters: 2 * filters, flops: 0 }), output }
}

/** With a bias. */
export const countDense = (inputs: number, outputs: number): Count => ({
  parameters: inputs * outputs + outputs,
  flops: inputs * outputs
})
