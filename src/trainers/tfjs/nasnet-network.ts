/**
 * The outer network of the NASNet space around a genome's two cells: a stem, three stacks of N normal cells with a
 * reduction cell between stacks, global average pooling and a softmax classifier. Filters double at each
 * reduction cell, itself included. Left out: the auxiliary classifier and drop-path, which are for the long
 * training of a network that was found.
 *
 * The stem is a 3x3 convolution to 3F filters with batch normalisation, as in NASNet's CIFAR-10 networks; the
 * first cell gets its output twice.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { ImageShape } from "../../datasets/labelled-images.ts"
import type { NasnetConfig } from "../../spaces/nasnet/config.ts"
import type { Cell, NasnetGenome } from "../../spaces/nasnet/genome.ts"
import { type BuiltCell, buildCell, type CellInputs } from "./cell-network.ts"
import { type FeatureMaps, type FeatureShape, totalChannels } from "./feature-maps.ts"
import { normalisedConvolution } from "./layers.ts"
import {
  declareVector,
  declareWeights,
  makeNetworkBuilder,
  type Network,
  type NetworkBuilder,
  type Pass
} from "./network-builder.ts"
import { rank1, rank2 } from "./tensor-rank.ts"

export type OuterNetwork = Pick<NasnetConfig, "cells" | "filters" | "stemStride">

const STACKS = 3
const STEM_MULTIPLIER = 3

interface PlannedCell {
  readonly name: string
  readonly cell: Cell
  readonly filters: number
  readonly stride: 1 | 2
}

/** The cells in order: N-R-N-R-N for N = 1. */
const planCells = (genome: NasnetGenome, outer: OuterNetwork): PlannedCell[] => {
  const plan: PlannedCell[] = []
  for (let stack = 0; stack < STACKS; stack++) {
    const filters = outer.filters * 2 ** stack
    if (stack > 0) plan.push({ name: `cell${plan.length}`, cell: genome.reduction, filters, stride: 2 })
    for (let index = 0; index < outer.cells; index++) {
      plan.push({ name: `cell${plan.length}`, cell: genome.normal, filters, stride: 1 })
    }
  }
  return plan
}

const buildCells = (
  builder: NetworkBuilder,
  plan: readonly PlannedCell[],
  stem: FeatureShape
): BuiltCell[] => {
  let shapes: CellInputs<FeatureShape> = { previous: stem, beforePrevious: stem }
  return plan.map((settings) => {
    const built = buildCell(builder, settings, shapes)
    shapes = { previous: built.output, beforePrevious: shapes.previous }
    return built
  })
}

/** ReLU, the mean over each image, and a linear map to the classes. */
export const buildClassifier = (
  builder: NetworkBuilder,
  shape: FeatureShape,
  classes: number
): ((maps: FeatureMaps, pass: Pass) => tf.Tensor2D) => {
  const features = totalChannels(shape)
  const weights = declareWeights(builder, "classifier/weights", [features, classes], features)
  const bias = declareVector(builder, "classifier/bias", classes, 0)
  return (maps, pass) => {
    const means = maps.map((map) => {
      const [batch, height, width, channels] = map.shape
      return tf.reshape<tf.Rank.R2>(tf.avgPool(tf.relu(map), [height, width], 1, "valid"), [batch, channels])
    })
    const product = tf.matMul(tf.concat2d(means, 1), rank2(pass.parameters[weights]))
    return tf.add<tf.Tensor2D>(product, rank1(pass.parameters[bias]))
  }
}

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
  const stem = normalisedConvolution(builder, "stem", {
    size: [3, 3],
    inputs: image.channels,
    outputs: stemShape.channels,
    strides: [outer.stemStride, outer.stemStride]
  })
  const cells = buildCells(builder, planCells(genome, outer), stemShape)
  const classify = buildClassifier(builder, cells.at(-1)?.output ?? stemShape, classes)
  return {
    parameters: builder.parameters,
    normalisations: builder.normalisations,
    forward: (images, pass) => {
      const stemMaps: FeatureMaps = [stem(images, pass)]
      let inputs: CellInputs<FeatureMaps> = { previous: stemMaps, beforePrevious: stemMaps }
      for (const cell of cells) inputs = { previous: cell.run(inputs, pass), beforePrevious: inputs.previous }
      return classify(inputs.previous, pass)
    }
  }
}
