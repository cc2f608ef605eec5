/**
 * The outer network of the NASNet space around a genome's two cells: a stem, the planned cells, global average pooling
 * and a softmax classifier; for a long training, an auxiliary head as well.
 *
 * The stem is a 3x3 convolution to 3F filters with batch normalisation, as in NASNet's CIFAR-10 networks; the
 * first cell gets its output twice.
 */
import type { ImageShape } from "../../../datasets/labelled-images.ts"
import type { NasnetConfig } from "../../../spaces/nasnet/config.ts"
import type { NasnetGenome } from "../../../spaces/nasnet/genome.ts"
import { planCells, STEM_MULTIPLIER } from "../../../spaces/nasnet/outer-network.ts"
import { buildAuxiliaryHead } from "./auxiliary-head.ts"
import { buildClassifier } from "./classifier.ts"
import type { FeatureMaps, FeatureShape } from "./feature-maps.ts"
import { batchNormalisation, convolution, sequence } from "./layers.ts"
import { type BuiltCell, buildCell, type CellInputs } from "./nasnet-cell.ts"
import { makeNetworkBuilder, type Network, type NetworkBuilder } from "./network-builder.ts"

export interface OuterNetwork extends Pick<NasnetConfig, "cells" | "filters" | "stemStride"> {
  /** Whether there is an auxiliary head, on the last normal cell before the second reduction cell. */
  readonly hasAuxiliaryHead?: boolean
}

const buildCells = (
  builder: NetworkBuilder,
  genome: NasnetGenome,
  outer: OuterNetwork,
  stem: FeatureShape
): readonly BuiltCell[] => {
  let shapes: CellInputs<FeatureShape> = { previous: stem, beforePrevious: stem }
  const plan = planCells(outer)
  return plan.map((planned, index) => {
    const settings = { ...planned, name: `cell${index}`, depth: (index + 1) / plan.length }
    const built = buildCell(builder, genome, settings, shapes)
    shapes = { previous: built.output, beforePrevious: shapes.previous }
    return built
  })
}

/** The cell that the auxiliary head is on: its number in the plan. */
const auxiliaryCell = ({ cells }: OuterNetwork): number => 2 * cells

export const buildNasnetNetwork = (
  genome: NasnetGenome,
  outer: OuterNetwork,
  image: ImageShape,
  classes: number
): Network => {
  const builder = makeNetworkBuilder()
  const stemShape: FeatureShape = {
    height: Math.ceil(image.height / outer.stemStride),
    width: Math.ceil(image.width / outer.stemStride),
    channels: STEM_MULTIPLIER * outer.filters,
    parts: 1
  }
  const stem = sequence(
    convolution(builder, "stem", {
      size: [3, 3],
      inputs: image.channels,
      outputs: stemShape.channels,
      strides: [outer.stemStride, outer.stemStride],
      dilation: 1
    }),
    batchNormalisation(builder, "stem", stemShape.channels)
  )
  const cells = buildCells(builder, genome, outer, stemShape)
  const classify = buildClassifier(builder, cells.at(-1)?.output ?? stemShape, classes)
  // Declared last, so that the rest begins with the same weights whether there is a head or not.
  const headInput = outer.hasAuxiliaryHead ? cells[auxiliaryCell(outer)] : undefined
  const head = headInput && buildAuxiliaryHead(builder, headInput.output, classes)
  return {
    parameters: builder.parameters,
    normalisations: builder.normalisations,
    paths: builder.paths,
    forward: (images, pass) => {
      const stemMaps: FeatureMaps = [stem(images, pass)]
      let inputs: CellInputs<FeatureMaps> = { previous: stemMaps, beforePrevious: stemMaps }
      for (const cell of cells) {
        inputs = { previous: cell.run(inputs, pass), beforePrevious: inputs.previous }
        if (cell === headInput && head) pass.auxiliary?.(head(inputs.previous, pass))
      }
      return classify(inputs.previous, pass)
    }
  }
}
