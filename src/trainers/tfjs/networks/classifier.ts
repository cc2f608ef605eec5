/** How networks of all spaces end: global average pooling and a linear map to the classes. */
import * as tf from "@tensorflow/tfjs-core"
import { type FeatureMaps, type FeatureShape, totalChannels } from "./feature-maps.ts"
import { dense, relu } from "./layers.ts"
import type { NetworkBuilder, Pass } from "./network-builder.ts"

/** The mean over each image: [n, h, w, channels] to [n, channels]. */
export const imageMeans = (x: tf.Tensor4D): tf.Tensor2D => {
  const [batch, height, width, channels] = x.shape
  return tf.reshape<tf.Rank.R2>(tf.avgPool(x, [height, width], 1, "valid"), [batch, channels])
}

/** ReLU, the mean over each image, and a linear map to the classes. */
export const buildClassifier = (
  builder: NetworkBuilder,
  shape: FeatureShape,
  classes: number
): ((maps: FeatureMaps, pass: Pass) => tf.Tensor2D) => {
  const classify = dense(builder, "classifier", { inputs: totalChannels(shape), outputs: classes })
  return (maps, pass) => {
    const means = maps.map((map) => imageMeans(relu(map, pass)))
    return classify(tf.concat2d(means, 1), pass)
  }
}
