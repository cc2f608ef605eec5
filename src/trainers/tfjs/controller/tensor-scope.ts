/** A calculation whose result is made of plain numbers: every tensor that it makes is freed, also when it throws. */
import * as tf from "@tensorflow/tfjs-core"

export const inTensorScope = <Result>(compute: () => Result): Result => {
  tf.engine().startScope()
  try {
    return compute()
  } finally {
    tf.engine().endScope()
  }
}
