/**
 * The auxiliary head: a second classifier in the middle of a network, on whose loss the lower half learns as well
 * (Szegedy et al. 2015; here as in the released NASNet and AmoebaNet). Average pooling 5x5 of stride 3 without
 * padding, a 1x1 convolution to 128 filters, one as large as what is left to 768, a linear map. It is used in training
 * only and is no part of the network's size.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank4 } from "../tensor-rank.ts"
import { type FeatureMaps, type FeatureShape, projectionOf } from "./feature-maps.ts"
import { batchNormalisation, dense } from "./layers.ts"
import { declareWeights, type NetworkBuilder, type Pass } from "./network-builder.ts"

const WINDOW = 5
const STRIDE = 3
const NARROW = 128
const WIDE = 768
const NAME = "auxiliary"

/** A map smaller than the window is pooled whole, so that there can be a head on the small networks of a search. */
const windowOf = (size: number): number => Math.min(WINDOW, size)

const pooledSize = (size: number): number => Math.floor((size - windowOf(size)) / STRIDE) + 1

/** Gives logits [n, classes] from what one cell puts out. */
export const buildAuxiliaryHead = (
  builder: NetworkBuilder,
  shape: FeatureShape,
  classes: number
): ((maps: FeatureMaps, pass: Pass) => tf.Tensor2D) => {
  const height = pooledSize(shape.height)
  const width = pooledSize(shape.width)
  const narrow = projectionOf(builder, `${NAME}/narrow`, shape, NARROW)
  const pixels = height * width * NARROW
  const wide = declareWeights(builder, `${NAME}/wide/filter`, [height, width, NARROW, WIDE], pixels)
  const normaliseWide = batchNormalisation(builder, `${NAME}/wide`, WIDE)
  const classify = dense(builder, NAME, { inputs: WIDE, outputs: classes })
  return (maps, pass) => {
    const pooled = maps.map((map) =>
      tf.avgPool(tf.relu(map), [windowOf(shape.height), windowOf(shape.width)], STRIDE, "valid")
    )
    const rows = tf.reshape<tf.Rank.R2>(tf.relu(narrow(pooled, pass)), [-1, pixels])
    // As large as its input, so it is a product of matrices.
    const filter = tf.reshape<tf.Rank.R2>(rank4(pass.parameters[wide]), [pixels, WIDE])
    const summed = tf.reshape<tf.Rank.R4>(tf.matMul(rows, filter), [-1, 1, 1, WIDE])
    const features = tf.relu(normaliseWide(summed, pass))
    return classify(tf.reshape<tf.Rank.R2>(features, [-1, WIDE]), pass)
  }
}
