/**
 * The wasm backend's convolution and its gradients, with any stride, dilation and padding. The attribute `rectifies`, or
 * for the gradient of the input that input itself, lets it pass a ReLU first, which then costs no pass of its own.
 */
import type * as tf from "@tensorflow/tfjs-core"
import { convolutionWindow } from "../gradients/convolution-geometry.ts"
import { floatInput, needFloat, shape4, type Workbench } from "./workbench.ts"

const attributesOf = (call: Parameters<tf.KernelFunc>[0]): tf.Conv2DAttrs =>
  call.attrs as unknown as tf.Conv2DAttrs

const rectifiesOf = (call: Parameters<tf.KernelFunc>[0]): boolean => call.attrs?.rectifies === true

const isChannelsFirst = ({ dataFormat }: tf.Conv2DAttrs): boolean => dataFormat === "NCHW"

export const makeConvolution =
  (bench: Workbench) =>
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const x = floatInput(call, "x")
    const filter = floatInput(call, "filter")
    const attributes = attributesOf(call)
    if (x === undefined || filter === undefined || isChannelsFirst(attributes)) return stock(call)
    const [, , channels, outputs] = shape4(filter)
    const window = convolutionWindow(shape4(x), shape4(filter), attributes, false)
    const y = bench.output([window.batch, window.outHeight, window.outWidth, outputs])
    const record = bench.record(window, { channels, outputs, rectifies: rectifiesOf(call) })
    const scratch = bench.scratch(bench.kernels.convolutionScratch(record))
    bench.kernels.convolve(record, bench.address(x), bench.address(filter), bench.address(y), scratch)
    return y
  }

export const makeConvolutionInputGradient =
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const dy = needFloat(call, "dy")
    const filter = needFloat(call, "filter")
    const x = floatInput(call, "x")
    const { inputShape } = call.attrs as unknown as tf.Conv2DBackpropInputAttrs
    const [, , channels, outputs] = shape4(filter)
    const window = convolutionWindow(inputShape, shape4(filter), attributesOf(call), false)
    const dx = bench.output(inputShape)
    const record = bench.record(window, { channels, outputs, rectifies: x !== undefined })
    const scratch = bench.scratch(bench.kernels.convolutionInputScratch(record))
    bench.kernels.convolutionInputGradient(
      record,
      bench.address(dy),
      bench.address(filter),
      x === undefined ? 0 : bench.address(x),
      bench.address(dx),
      scratch
    )
    return dx
  }

export const makeConvolutionFilterGradient =
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const x = needFloat(call, "x")
    const dy = needFloat(call, "dy")
    const { filterShape } = call.attrs as unknown as tf.Conv2DBackpropFilterAttrs
    const [, , channels, outputs] = filterShape
    const window = convolutionWindow(shape4(x), filterShape, attributesOf(call), false)
    const dfilter = bench.output(filterShape)
    const record = bench.record(window, { channels, outputs, rectifies: rectifiesOf(call) })
    const scratch = bench.scratch(bench.kernels.convolutionScratch(record))
    bench.kernels.convolutionFilterGradient(
      record,
      bench.address(x),
      bench.address(dy),
      bench.address(dfilter),
      scratch
    )
    return dfilter
  }
