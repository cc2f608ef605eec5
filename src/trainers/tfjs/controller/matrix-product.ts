/**
 * The product of two matrices, with a gradient that transposes first and multiplies then. TensorFlow.js multiplies
 * by a transposed matrix without transposing it, which its wasm backend does in a scalar loop, several times slower.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank2 } from "../tensor-rank.ts"

/** a [n, k] and b [k, m] -> [n, m]; differentiable once. */
export const matrixProduct = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D => {
  const multiply = tf.customGrad((...inputs) => {
    const save = inputs[2]
    if (typeof save === "function") save([a, b])
    return {
      value: tf.matMul(a, b),
      gradFunc: (dy: tf.Tensor, [left, right]: tf.Tensor[]) => [
        tf.matMul(rank2(dy), tf.transpose(rank2(right))),
        tf.matMul(tf.transpose(rank2(left)), rank2(dy))
      ]
    }
  })
  return rank2(multiply(a, b))
}

/** The rows of `table` [r, k] that `choice` [n, r] names by a single 1 in each of its rows -> [n, k]. */
export const chosenRows = (choice: tf.Tensor2D, table: tf.Tensor2D): tf.Tensor2D => {
  const look = tf.customGrad(() => ({
    value: tf.matMul(choice, table),
    gradFunc: (dy: tf.Tensor) => tf.matMul(tf.transpose(choice), rank2(dy))
  }))
  return rank2(look(table))
}
