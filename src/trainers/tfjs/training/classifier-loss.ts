/** The loss that networks are trained on: the mean over the batch of the cross-entropy of a softmax. */
import * as tf from "@tensorflow/tfjs-core"
import { rank0 } from "../tensor-rank.ts"

/** logits and labels [n, classes], each label summing to 1 -> a scalar, in nats. */
export const crossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar =>
  rank0(tf.losses.softmaxCrossEntropy(labels, logits))

/** One-hot labels [n, classes] of which a share is spread evenly over all classes (Szegedy et al. 2016). */
export const smoothLabels = (labels: tf.Tensor2D, share: number): tf.Tensor2D =>
  share === 0 ? labels : tf.add<tf.Tensor2D>(tf.mul(labels, 1 - share), share / labels.shape[1])
