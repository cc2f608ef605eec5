/**
 * Builds the operations of the NASNet space from their descriptions, `spaces/nasnet/operation-layers.ts`, which says
 * what each one computes. All but `none` can be dropped by drop-path, pooling too, as in the released networks.
 */
import type { LayerDescription } from "../../../spaces/nasnet/layer-description.ts"
import { type OperationShape, operationLayers } from "../../../spaces/nasnet/operation-layers.ts"
import type { OperationName } from "../../../spaces/nasnet/variants.ts"
import {
  batchNormalisation,
  convolution,
  depthwiseConvolution,
  droppable,
  pooling,
  relu,
  sequence
} from "./layers.ts"
import type { Layer, NetworkBuilder } from "./network-builder.ts"

/** `rectifies` says whether a convolution's input passes a ReLU first. */
const buildLayer = (
  builder: NetworkBuilder,
  path: string,
  layer: LayerDescription,
  rectifies: boolean
): Layer => {
  switch (layer.kind) {
    case "relu":
      return relu
    case "pooling":
      return pooling(layer)
    case "normalisation":
      return batchNormalisation(builder, `${path}/${layer.name}`, layer.channels)
    case "depthwise":
      return depthwiseConvolution(builder, `${path}/${layer.name}`, { ...layer, rectifies })
    case "convolution":
      return convolution(builder, `${path}/${layer.name}`, { ...layer, rectifies })
  }
}

const isConvolution = (layer: LayerDescription | undefined): boolean =>
  layer?.kind === "depthwise" || layer?.kind === "convolution"

/** A ReLU before a convolution becomes a part of that convolution. */
const buildLayers = (builder: NetworkBuilder, path: string, layers: readonly LayerDescription[]): Layer[] =>
  layers.flatMap((layer, index) =>
    layer.kind === "relu" && isConvolution(layers[index + 1])
      ? []
      : [buildLayer(builder, path, layer, layers[index - 1]?.kind === "relu")]
  )

/** Declares the parameters of one operation and gives its layer. `depth` is that of its cell, in (0, 1]. */
export const cellOperation = (
  builder: NetworkBuilder,
  name: string,
  operation: OperationName,
  shape: OperationShape & { readonly depth: number }
): Layer => {
  const path = `${name}/${operation}`
  const layer = sequence(...buildLayers(builder, path, operationLayers(operation, shape)))
  return operation === "none" ? layer : droppable(builder, shape.depth, layer)
}
