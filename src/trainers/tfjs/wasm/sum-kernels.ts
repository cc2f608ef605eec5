/** The wasm backend's Sum and Mean over all leading axes, without the transposition that the stock ones begin with. */
import * as tf from "@tensorflow/tfjs-core"
import { floatInput, sizeOfTensor, type Workbench } from "./workbench.ts"

/** Whether all axes but the last are summed over, and there is something to sum. */
const isLeading = (x: tf.TensorInfo, axes: number | number[]): boolean => {
  const parsed = tf.util.parseAxisParam(axes, x.shape)
  return (
    x.shape.length >= 2 &&
    parsed.length === x.shape.length - 1 &&
    parsed.every((axis, index) => axis === index) &&
    sizeOfTensor(x) > 0
  )
}

export const makeSum =
  (bench: Workbench, of: "sum" | "mean") =>
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const x = floatInput(call, "x")
    const { axis, keepDims } = call.attrs as unknown as tf.SumAttrs
    if (x === undefined || !isLeading(x, axis)) return stock(call)
    const channels = x.shape[x.shape.length - 1] ?? 1
    const rows = sizeOfTensor(x) / channels
    const sums = bench.output(
      keepDims ? x.shape.map((_, index) => (index === x.shape.length - 1 ? channels : 1)) : [channels]
    )
    bench.kernels.sumRows(bench.address(x), rows, channels, of === "mean" ? 1 / rows : 1, bench.address(sums))
    return sums
  }
