/**
 * The wasm backend's depthwise convolution and its gradients, with any stride, dilation, padding and channel
 * multiplier. The attribute `rectifies` lets the input pass a ReLU first, which then costs no pass over it.
 */
import type * as tf from "@tensorflow/tfjs-core"
import { convolutionWindow } from "../gradients/convolution-geometry.ts"
import { floatInput, needFloat, shape4, type Workbench } from "./workbench.ts"

type Call = Parameters<tf.KernelFunc>[0]

const attributesOf = (call: Call): tf.Conv2DAttrs => call.attrs as unknown as tf.Conv2DAttrs

const rectifiesOf = (call: Call): boolean => call.attrs?.rectifies === true

export const makeDepthwise =
  (bench: Workbench) =>
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const x = floatInput(call, "x")
    const filter = floatInput(call, "filter")
    if (x === undefined || filter === undefined) return stock(call)
    const [, , channels, outputs] = shape4(filter)
    const window = convolutionWindow(shape4(x), shape4(filter), attributesOf(call), true)
    const y = bench.output([window.batch, window.outHeight, window.outWidth, channels * outputs])
    const record = bench.record(window, { channels, outputs, rectifies: rectifiesOf(call) })
    const scratch = bench.scratch(bench.kernels.depthwiseScratch(record))
    bench.kernels.depthwise(record, bench.address(x), bench.address(filter), bench.address(y), scratch)
    return y
  }

export const makeDepthwiseInputGradient =
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const dy = needFloat(call, "dy")
    const filter = needFloat(call, "filter")
    const x = floatInput(call, "x")
    const { inputShape } = call.attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs
    const [, , channels, outputs] = shape4(filter)
    const window = convolutionWindow(inputShape, shape4(filter), attributesOf(call), true)
    const dx = bench.output(inputShape)
    const record = bench.record(window, { channels, outputs, rectifies: x !== undefined })
    const scratch = bench.scratch(bench.kernels.depthwiseInputScratch(record))
    bench.kernels.depthwiseInputGradient(
      record,
      bench.address(dy),
      bench.address(filter),
      x === undefined ? 0 : bench.address(x),
      bench.address(dx),
      scratch
    )
    return dx
  }

export const makeDepthwiseFilterGradient =
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const x = needFloat(call, "x")
    const dy = needFloat(call, "dy")
    const { filterShape } = call.attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs
    const [, , channels, outputs] = filterShape
    const window = convolutionWindow(shape4(x), filterShape, attributesOf(call), true)
    const dfilter = bench.output(filterShape)
    const record = bench.record(window, { channels, outputs, rectifies: rectifiesOf(call) })
    const scratch = bench.scratch(bench.kernels.depthwiseFilterScratch(record))
    bench.kernels.depthwiseFilterGradient(
      record,
      bench.address(x),
      bench.address(dy),
      bench.address(dfilter),
      scratch
    )
    return dfilter
  }
