/**
 * The wasm backend's SplitV by this folder's Slice. The stock one cuts every part by the stock Slice, which copies the
 * whole input first: cutting a sequence into its steps so costs the sequence once a step.
 */
import * as tf from "@tensorflow/tfjs-core"

/** `slice` is the kernel that cuts one part. */
export const makeSplit =
  (slice: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { x } = call.inputs
    if (x === undefined) throw new TypeError("a split was called without its input")
    const { numOrSizeSplits, axis } = call.attrs as unknown as tf.SplitVAttrs
    const [along = 0] = tf.util.parseAxisParam(axis, x.shape)
    let position = 0
    return tf.backend_util.prepareSplitSize(x, numOrSizeSplits, along).flatMap((length) => {
      const begin = x.shape.map((_, index) => (index === along ? position : 0))
      const size = x.shape.map((whole, index) => (index === along ? length : whole))
      position += length
      return slice({ ...call, inputs: { x }, attrs: { begin, size } })
    })
  }
