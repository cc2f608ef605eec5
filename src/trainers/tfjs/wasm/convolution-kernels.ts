/**
 * The wasm backend's convolutions, plain and depthwise, and their gradients, with any stride, dilation, padding and
 * channel multiplier. The attribute `rectifies`, or for the gradient of the input that input itself, lets it pass a ReLU
 * first, which then costs no pass of its own.
 */
import type * as tf from "@tensorflow/tfjs-core"
import { convolutionWindow, type Shape4D } from "../gradients/convolution-geometry.ts"
import { floatInput, needFloat, shape4, type Workbench } from "./workbench.ts"

type Call = Parameters<tf.KernelFunc>[0]

/** What tells the two kinds apart. A filter is [height, width, channels, outputs, or multiplier]. */
interface Kind {
  readonly isDepthwise: boolean
  readonly outChannels: (channels: number, outputs: number) => number
  readonly forward: readonly ["convolve", "convolutionScratch"] | readonly ["depthwise", "depthwiseScratch"]
  readonly toInput:
    | readonly ["convolutionInputGradient", "convolutionInputScratch"]
    | readonly ["depthwiseInputGradient", "depthwiseInputScratch"]
  readonly toFilter:
    | readonly ["convolutionFilterGradient", "convolutionScratch"]
    | readonly ["depthwiseFilterGradient", "depthwiseFilterScratch"]
}

const PLAIN: Kind = {
  isDepthwise: false,
  outChannels: (_, outputs) => outputs,
  forward: ["convolve", "convolutionScratch"],
  toInput: ["convolutionInputGradient", "convolutionInputScratch"],
  toFilter: ["convolutionFilterGradient", "convolutionScratch"]
}

const DEPTHWISE: Kind = {
  isDepthwise: true,
  outChannels: (channels, multiplier) => channels * multiplier,
  forward: ["depthwise", "depthwiseScratch"],
  toInput: ["depthwiseInputGradient", "depthwiseInputScratch"],
  toFilter: ["depthwiseFilterGradient", "depthwiseFilterScratch"]
}

const attributesOf = (call: Call): tf.Conv2DAttrs => call.attrs as unknown as tf.Conv2DAttrs

const rectifiesOf = (call: Call): boolean => call.attrs?.rectifies === true

const measure = ({ isDepthwise }: Kind, call: Call, input: Shape4D, filter: Shape4D) => {
  const [, , channels, outputs] = filter
  return { window: convolutionWindow(input, filter, attributesOf(call), isDepthwise), channels, outputs }
}

const forward =
  (kind: Kind) =>
  (bench: Workbench) =>
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const x = floatInput(call, "x")
    const filter = floatInput(call, "filter")
    if (x === undefined || filter === undefined || attributesOf(call).dataFormat === "NCHW")
      return stock(call)
    const { window, channels, outputs } = measure(kind, call, shape4(x), shape4(filter))
    const outChannels = kind.outChannels(channels, outputs)
    const y = bench.output([window.batch, window.outHeight, window.outWidth, outChannels])
    const record = bench.record(window, { channels, outputs, rectifies: rectifiesOf(call) })
    const [run, scratchOf] = kind.forward
    const scratch = bench.scratch(bench.kernels[scratchOf](record))
    bench.kernels[run](record, bench.address(x), bench.address(filter), bench.address(y), scratch)
    return y
  }

const inputGradient =
  (kind: Kind) =>
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const dy = needFloat(call, "dy")
    const filter = needFloat(call, "filter")
    const x = floatInput(call, "x")
    const { inputShape } = call.attrs as unknown as tf.Conv2DBackpropInputAttrs
    const { window, channels, outputs } = measure(kind, call, inputShape, shape4(filter))
    const dx = bench.output(inputShape)
    const record = bench.record(window, { channels, outputs, rectifies: x !== undefined })
    const [run, scratchOf] = kind.toInput
    const scratch = bench.scratch(bench.kernels[scratchOf](record))
    const rectified = x === undefined ? 0 : bench.address(x)
    bench.kernels[run](
      record,
      bench.address(dy),
      bench.address(filter),
      rectified,
      bench.address(dx),
      scratch
    )
    return dx
  }

const filterGradient =
  (kind: Kind) =>
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const x = needFloat(call, "x")
    const dy = needFloat(call, "dy")
    const { filterShape } = call.attrs as unknown as tf.Conv2DBackpropFilterAttrs
    const { window, channels, outputs } = measure(kind, call, shape4(x), filterShape)
    const dfilter = bench.output(filterShape)
    const record = bench.record(window, { channels, outputs, rectifies: rectifiesOf(call) })
    const [run, scratchOf] = kind.toFilter
    const scratch = bench.scratch(bench.kernels[scratchOf](record))
    bench.kernels[run](record, bench.address(x), bench.address(dy), bench.address(dfilter), scratch)
    return dfilter
  }

export const makeConvolution = forward(PLAIN)
export const makeConvolutionInputGradient = inputGradient(PLAIN)
export const makeConvolutionFilterGradient = filterGradient(PLAIN)

export const makeDepthwise = forward(DEPTHWISE)
export const makeDepthwiseInputGradient = inputGradient(DEPTHWISE)
export const makeDepthwiseFilterGradient = filterGradient(DEPTHWISE)
