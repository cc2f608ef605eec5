/** How the networks of all three benchmarks begin: a 3x3 convolution to their first filters, with batch normalisation. */
import type { ImageShape } from "../../../datasets/labelled-images.ts"
import { normalisedConvolution } from "./layers.ts"
import type { Layer, NetworkBuilder } from "./network-builder.ts"

export const benchmarkStem = (builder: NetworkBuilder, image: ImageShape, filters: number): Layer =>
  normalisedConvolution(builder, "stem", {
    size: [3, 3],
    inputs: image.channels,
    outputs: filters,
    strides: [1, 1]
  })
