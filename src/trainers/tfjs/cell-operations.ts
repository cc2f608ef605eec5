/**
 * What the operations of the NASNet space compute (Zoph et al. 2018, Real et al. 2018, and the networks that
 * Google released with both). The order is always ReLU, convolution, batch normalisation:
 *
 * - `none`: the identity; with stride 2, a strided 1x1 convolution;
 * - `sepKxK`: a separable convolution (depthwise, then 1x1) twice, the stride in the first;
 * - `avg3x3`, `max3x3`: pooling, without ReLU or normalisation;
 * - `dil3x3`: one separable 3x3 convolution of dilation 2, between 1x1 convolutions to F/4 filters and back; the
 *   stride is in the first of these, since a convolution cannot be strided and dilated at once;
 * - `1x7_7x1`: a 1x7 and a 7x1 convolution, between the same two 1x1 convolutions.
 *
 * Input and output have the same number of filters.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { OperationName } from "../../spaces/nasnet/variants.ts"
import {
  batchNormalisation,
  convolution,
  depthwiseConvolution,
  identity,
  normalisedConvolution,
  type Pair,
  relu,
  sequence
} from "./layers.ts"
import type { Layer, NetworkBuilder } from "./network-builder.ts"

export interface OperationShape {
  readonly filters: number
  readonly stride: 1 | 2
}

interface Separable {
  readonly size: number
  readonly filters: number
  readonly stride: number
  readonly dilation: number
}

const pointwise = (
  builder: NetworkBuilder,
  name: string,
  shape: { readonly inputs: number; readonly outputs: number; readonly stride: number }
): Layer => {
  const { inputs, outputs, stride } = shape
  const strides: Pair = [stride, stride]
  return sequence(relu, normalisedConvolution(builder, name, { size: [1, 1], inputs, outputs, strides }))
}

const separable = (builder: NetworkBuilder, name: string, shape: Separable): Layer => {
  const { filters, ...window } = shape
  return sequence(
    relu,
    depthwiseConvolution(builder, name, { ...window, channels: filters }),
    convolution(builder, `${name}/pointwise`, {
      size: [1, 1],
      inputs: filters,
      outputs: filters,
      strides: [1, 1]
    }),
    batchNormalisation(builder, name, filters)
  )
}

const separableTwice =
  (size: number) =>
  (builder: NetworkBuilder, name: string, { filters, stride }: OperationShape): Layer =>
    sequence(
      separable(builder, `${name}/1`, { size, filters, stride, dilation: 1 }),
      separable(builder, `${name}/2`, { size, filters, stride: 1, dilation: 1 })
    )

const bottleneckFilters = (filters: number): number => Math.max(1, Math.floor(filters / 4))

const dilatedSeparable = (
  builder: NetworkBuilder,
  name: string,
  { filters, stride }: OperationShape
): Layer => {
  const narrow = bottleneckFilters(filters)
  return sequence(
    pointwise(builder, `${name}/in`, { inputs: filters, outputs: narrow, stride }),
    separable(builder, `${name}/dilated`, { size: 3, filters: narrow, stride: 1, dilation: 2 }),
    pointwise(builder, `${name}/out`, { inputs: narrow, outputs: filters, stride: 1 })
  )
}

const crossed = (builder: NetworkBuilder, name: string, { filters, stride }: OperationShape): Layer => {
  const narrow = bottleneckFilters(filters)
  const half = (part: string, size: Pair, strides: Pair): Layer =>
    sequence(
      relu,
      normalisedConvolution(builder, `${name}/${part}`, { size, inputs: narrow, outputs: narrow, strides })
    )
  return sequence(
    pointwise(builder, `${name}/in`, { inputs: filters, outputs: narrow, stride: 1 }),
    half("1x7", [1, 7], [1, stride]),
    half("7x1", [7, 1], [stride, 1]),
    pointwise(builder, `${name}/out`, { inputs: narrow, outputs: filters, stride: 1 })
  )
}

type OperationBuilder = (builder: NetworkBuilder, name: string, shape: OperationShape) => Layer

const OPERATIONS: Readonly<Record<OperationName, OperationBuilder>> = {
  none: (builder, name, { filters, stride }) =>
    stride === 1 ? identity : pointwise(builder, name, { inputs: filters, outputs: filters, stride }),
  sep3x3: separableTwice(3),
  sep5x5: separableTwice(5),
  sep7x7: separableTwice(7),
  avg3x3:
    (_builder, _name, { stride }) =>
    (x) =>
      tf.avgPool(x, 3, stride, "same"),
  max3x3:
    (_builder, _name, { stride }) =>
    (x) =>
      tf.maxPool(x, 3, stride, "same"),
  dil3x3: dilatedSeparable,
  "1x7_7x1": crossed
}

/** Declares the parameters of one operation and gives its layer. */
export const cellOperation = (
  builder: NetworkBuilder,
  name: string,
  operation: OperationName,
  shape: OperationShape
): Layer => OPERATIONS[operation](builder, `${name}/${operation}`, shape)
