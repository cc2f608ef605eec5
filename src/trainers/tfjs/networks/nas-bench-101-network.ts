/**
 * The networks of NAS-Bench-101 (Ying et al. 2019): a 3×3 convolution to F filters, three stacks of N cells with F, 2F and
 * 4F filters, a 2×2 max pooling before stacks two and three, and the classifier. With N = 3 and F = 128 and images
 * of CIFAR-10 they have the recorded numbers of parameters.
 */
import * as tf from "@tensorflow/tfjs-core"
import type { ImageShape } from "../../../datasets/labelled-images.ts"
import type { PackedCell } from "../../../spaces/nas-bench-101/cell.ts"
import { benchmarkStem } from "./benchmark-stem.ts"
import { buildClassifier } from "./classifier.ts"
import type { FeatureMaps } from "./feature-maps.ts"
import { relu, sequence } from "./layers.ts"
import { buildNasBench101Cell } from "./nas-bench-101-cell.ts"
import type { StackSize } from "./nas-bench-201-network.ts"
import { makeNetworkBuilder, type Network, type Pass } from "./network-builder.ts"

const STACKS = 3

type Maps = (maps: FeatureMaps, pass: Pass) => FeatureMaps

/** The network of a pruned cell. */
export const buildNasBench101Network = (
  cell: PackedCell,
  size: StackSize,
  image: ImageShape,
  classes: number
): Network => {
  const builder = makeNetworkBuilder()
  const stem = sequence(benchmarkStem(builder, image, size.filters), relu)
  let parts: readonly number[] = [size.filters]
  const steps: Maps[] = []
  for (let stack = 0; stack < STACKS; stack++) {
    const filters = size.filters * 2 ** stack
    if (stack > 0) steps.push((maps) => maps.map((map) => tf.maxPool(map, 2, 2, "same")))
    for (let index = 0; index < size.cells; index++) {
      const built = buildNasBench101Cell(builder, `stack${stack}/cell${index}`, cell, { parts, filters })
      steps.push(built.run)
      parts = built.parts
    }
  }
  const channels = size.filters * 2 ** (STACKS - 1)
  const classify = buildClassifier(builder, { ...image, channels, parts: 1 }, classes)
  return {
    parameters: builder.parameters,
    paths: builder.paths,
    normalisations: builder.normalisations,
    forward: (images, pass) =>
      classify(
        steps.reduce<FeatureMaps>((maps, step) => step(maps, pass), [stem(images, pass)]),
        pass
      )
  }
}
