/** The loss that networks are trained on: the mean over the batch of the cross-entropy of a softmax. */
import * as tf from "@tensorflow/tfjs-core"
import { rank0 } from "../tensor-rank.ts"

/** logits and one-hot labels [n, classes] -> a scalar, in nats. */
export const crossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar =>
  rank0(tf.losses.softmaxCrossEntropy(labels, logits))
