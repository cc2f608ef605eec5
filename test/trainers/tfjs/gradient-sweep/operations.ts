/**
 * The sweep's cases of whole operations of the NASNet space, every one of every variant: as the networks build them, and
 * once more by the references, layer by layer from the description that both read.
 */
import type * as tf from "@tensorflow/tfjs-core"
import type { LayerDescription } from "../../../../src/spaces/nasnet/layer-description.ts"
import { operationLayers } from "../../../../src/spaces/nasnet/operation-layers.ts"
import { OPERATIONS, type OperationName } from "../../../../src/spaces/nasnet/variants.ts"
import {
  type GradientCase,
  grid,
  normal
} from "../../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import {
  type Grid,
  referenceAveragePool,
  referenceBatchNormalisation,
  referenceConvolution,
  referenceDepthwise,
  referenceMaxPool,
  referenceRelu
} from "../../../../src/trainers/tfjs/gradient-check/reference-operations.ts"
import { cellOperation } from "../../../../src/trainers/tfjs/networks/nasnet-operations.ts"
import { makeNetworkBuilder } from "../../../../src/trainers/tfjs/networks/network-builder.ts"
import { VARIANCE_EPSILON } from "../../../../src/trainers/tfjs/operations/batch-normalisation.ts"
import { rank4 } from "../../../../src/trainers/tfjs/tensor-rank.ts"
import { normalise } from "./normalise.ts"

const negated = ({ shape, values }: Grid): Grid => ({ shape, values: values.map((value) => -value) })

const pool = (x: Grid, { of, size, stride }: Extract<LayerDescription, { kind: "pooling" }>): Grid => {
  const window = { size: [size, size], strides: [stride, stride], dilation: 1 } as const
  if (of === "average") return referenceAveragePool(x, window)
  return of === "maximum" ? referenceMaxPool(x, window) : negated(referenceMaxPool(negated(x), window))
}

/** `take` gives the operation's parameters, in the order in which they were declared. */
const referenceLayer = (x: Grid, layer: LayerDescription, take: () => Grid): Grid => {
  switch (layer.kind) {
    case "relu":
      return referenceRelu(x)
    case "pooling":
      return pool(x, layer)
    case "normalisation":
      return referenceBatchNormalisation(x, take(), take(), VARIANCE_EPSILON)
    case "depthwise": {
      const { size, stride, dilation } = layer
      return referenceDepthwise(x, take(), { size: [size, size], strides: [stride, stride], dilation })
    }
    case "convolution":
      return referenceConvolution(x, take(), layer)
  }
}

const operationCase = (
  name: OperationName,
  stride: 1 | 2,
  images: readonly [number, number, number, number]
): GradientCase => {
  const operation = `operation ${name} stride ${stride} of ${images.join("x")}`
  const builder = makeNetworkBuilder()
  const shape = { filters: images[3], stride }
  const layer = cellOperation(builder, operation, name, { ...shape, depth: 1 })
  return {
    operation,
    inputs: [
      grid(operation, images, normal),
      ...builder.parameters.map((parameter) => grid(parameter.name, parameter.shape, normal))
    ],
    compute: ([x, ...parameters]: readonly tf.Tensor[]) => layer(rank4(x), { parameters, normalise }),
    reference: ([x, ...parameters]) => {
      const rest = parameters.values()
      const take = (): Grid => rest.next().value ?? { shape: [0], values: new Float64Array(0) }
      return operationLayers(name, shape).reduce(
        (activations, description) => referenceLayer(activations, description, take),
        x!
      )
    }
  }
}

/**
 * Odd, even and oblong images, smaller and larger than the windows, of channels that fill four lanes and that do not.
 * With fewer channels or pixels a normalisation has next to nothing to go by, and rounding shows in its gradient.
 */
const IMAGES = [
  [2, 9, 8, 8],
  [3, 5, 7, 9],
  [3, 6, 7, 17]
] as const

/** All but the identity, which computes nothing. */
export const operations = (): readonly GradientCase[] =>
  OPERATIONS.flatMap((name) =>
    (name === "none" ? ([2] as const) : ([1, 2] as const)).flatMap((stride) =>
      IMAGES.map((images) => operationCase(name, stride, images))
    )
  )
