/** TensorFlow.js hands tensors to gradient functions without their rank; these check it where they enter. */
import * as tf from "@tensorflow/tfjs-core"

type Unranked = tf.Tensor | readonly tf.Tensor[] | undefined

const ranked = (tensor: Unranked, rank: number): tf.Tensor => {
  if (tensor instanceof tf.Tensor && tensor.rank === rank) return tensor
  const found = tensor instanceof tf.Tensor ? `one of rank ${tensor.rank}` : "none"
  throw new TypeError(`a tensor of rank ${rank} was expected, and ${found} was given`)
}

export const rank0 = (tensor: Unranked): tf.Scalar => ranked(tensor, 0) as tf.Scalar
export const rank1 = (tensor: Unranked): tf.Tensor1D => ranked(tensor, 1) as tf.Tensor1D
export const rank2 = (tensor: Unranked): tf.Tensor2D => ranked(tensor, 2) as tf.Tensor2D
export const rank4 = (tensor: Unranked): tf.Tensor4D => ranked(tensor, 4) as tf.Tensor4D
