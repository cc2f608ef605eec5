/**
 * What the operations of the NASNet space compute (Zoph et al. 2018, Real et al. 2018, and the networks that
 * Google released with both). The order is always ReLU, convolution, batch normalisation:
 *
 * - `none`: the identity; with stride 2, a strided 1x1 convolution. `1x1`: that convolution always;
 * - `sepKxK`: a separable convolution (depthwise, then 1x1) twice, the stride in the first;
 * - `dil3x3`, `dil2-sep5x5`: the same, dilated by 2;
 * - `avgKxK`, `maxKxK`, `minKxK`: pooling, without ReLU or normalisation;
 * - `3x3`, `1x3_3x1`, `1x7_7x1`, `dilR-3x3`: full convolutions, one or two, between 1x1 convolutions to F/4 filters
 *   (3F/8 for `1x3_3x1`) and back; where there would be less than one filter, without these.
 *
 * SP-I's `dil3x3` is the paper's "3x3 dilated separable convolution", of which neither the text nor any published
 * cell says more. It is built like the one dilated separable convolution that a published cell has, AmoebaNet-B's
 * 5x5, which gives that network its published size only if it is applied twice and without a bottleneck.
 *
 * TensorFlow and TensorFlow.js refuse a convolution that is strided and dilated at once. With stride 2 the first of
 * two separable convolutions is therefore strided and not dilated, and a bottleneck is strided in its first 1x1.
 *
 * Input and output have the same number of filters.
 */
import { type LayerDescription, normalisedConvolution, pointwise } from "./layer-description.ts"
import type { OperationName } from "./variants.ts"

export interface OperationShape {
  readonly filters: number
  readonly stride: 1 | 2
}

type Layers = readonly LayerDescription[]
type DescribeOperation = (shape: OperationShape) => Layers

const one: DescribeOperation = ({ filters, stride }) =>
  pointwise({ name: "point", inputs: filters, outputs: filters, stride })

const separable = (
  name: string,
  window: { readonly size: number; readonly stride: number; readonly dilation: number },
  filters: number
): Layers => {
  const [, ...point] = pointwise({ name, inputs: filters, outputs: filters, stride: 1 })
  return [{ kind: "relu" }, { kind: "depthwise", name, channels: filters, ...window }, ...point]
}

const separableTwice =
  (size: number, dilation: number): DescribeOperation =>
  ({ filters, stride }) => [
    ...separable("1", { size, stride, dilation: stride === 1 ? dilation : 1 }, filters),
    ...separable("2", { size, stride: 1, dilation }, filters)
  ]

const pooling =
  (of: "average" | "maximum" | "minimum", size: number): DescribeOperation =>
  ({ stride }) => [{ kind: "pooling", of, size, stride }]

/** How many strides of an operation are taken by the first 1x1 convolution, and how many are left for what follows. */
interface Strides {
  readonly before: number
  readonly within: number
}

/** `inside` between a 1x1 convolution to `narrow` filters and one back to all. */
const bottleneck = (
  narrow: number,
  { filters, stride }: OperationShape,
  strides: Strides,
  inside: (filters: number, stride: number) => Layers
): Layers =>
  narrow < 1
    ? inside(filters, stride)
    : [
        ...pointwise({ name: "in", inputs: filters, outputs: narrow, stride: strides.before }),
        ...inside(narrow, strides.within),
        ...pointwise({ name: "out", inputs: narrow, outputs: filters, stride: 1 })
      ]

const quarter = (filters: number): number => Math.floor(filters / 4)
const threeEighths = (filters: number): number => Math.floor((3 * filters) / 8)

const square = (filters: number, stride: number, dilation: number): Layers =>
  normalisedConvolution({
    name: "3x3",
    size: [3, 3],
    inputs: filters,
    outputs: filters,
    strides: [stride, stride],
    dilation
  })

const full: DescribeOperation = (shape) =>
  bottleneck(quarter(shape.filters), shape, { before: 1, within: shape.stride }, (filters, stride) =>
    square(filters, stride, 1)
  )

const dilated =
  (dilation: number): DescribeOperation =>
  (shape) =>
    bottleneck(quarter(shape.filters), shape, { before: shape.stride, within: 1 }, (filters, stride) =>
      square(filters, stride, stride === 1 ? dilation : 1)
    )

/** 1xK, then Kx1, each strided along its own window. */
const crossed =
  (size: number, narrow: (filters: number) => number): DescribeOperation =>
  (shape) =>
    bottleneck(narrow(shape.filters), shape, { before: 1, within: shape.stride }, (filters, stride) => {
      const channels = { inputs: filters, outputs: filters, dilation: 1 }
      return [
        ...normalisedConvolution({ ...channels, name: `1x${size}`, size: [1, size], strides: [1, stride] }),
        ...normalisedConvolution({ ...channels, name: `${size}x1`, size: [size, 1], strides: [stride, 1] })
      ]
    })

const DESCRIPTIONS: Readonly<Record<OperationName, DescribeOperation>> = {
  none: (shape) => (shape.stride === 1 ? [] : one(shape)),
  sep3x3: separableTwice(3, 1),
  sep5x5: separableTwice(5, 1),
  sep7x7: separableTwice(7, 1),
  avg3x3: pooling("average", 3),
  max3x3: pooling("maximum", 3),
  dil3x3: separableTwice(3, 2),
  "1x7_7x1": crossed(7, quarter),
  "1x1": one,
  "3x3": full,
  "1x3_3x1": crossed(3, threeEighths),
  "dil2-3x3": dilated(2),
  "dil4-3x3": dilated(4),
  "dil6-3x3": dilated(6),
  "dil2-sep5x5": separableTwice(5, 2),
  min3x3: pooling("minimum", 3),
  avg2x2: pooling("average", 2),
  max2x2: pooling("maximum", 2),
  min2x2: pooling("minimum", 2)
}

/** The layers of an operation, in order; none for the identity. */
export const operationLayers = (operation: OperationName, shape: OperationShape): Layers =>
  DESCRIPTIONS[operation](shape)
