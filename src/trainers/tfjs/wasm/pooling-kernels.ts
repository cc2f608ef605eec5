/** The wasm backend's poolings and their gradients, right at borders and for windows without a positive value. */
import type * as tf from "@tensorflow/tfjs-core"
import { poolingWindow, type Window } from "../gradients/convolution-geometry.ts"
import { floatInput, needFloat, shape4, type Workbench } from "./workbench.ts"

type Call = Parameters<tf.KernelFunc>[0]

const attributesOf = (call: Call): tf.AvgPoolAttrs => call.attrs as unknown as tf.AvgPoolAttrs

const makePooling =
  (bench: Workbench, kernel: "averagePool" | "maximumPool") =>
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const x = floatInput(call, "x")
    if (x === undefined) return stock(call)
    const [, , , channels] = shape4(x)
    const window = poolingWindow(shape4(x), attributesOf(call))
    const y = bench.output([window.batch, window.outHeight, window.outWidth, channels])
    bench.kernels[kernel](bench.record(window, { channels, outputs: 1 }), bench.address(x), bench.address(y))
    return y
  }

export const makeAveragePool = (bench: Workbench) => makePooling(bench, "averagePool")

export const makeMaximumPool = (bench: Workbench) => makePooling(bench, "maximumPool")

interface GradientCall {
  readonly dy: tf.TensorInfo
  readonly input: tf.TensorInfo
  readonly window: Window
  readonly channels: number
}

const readGradientCall = (call: Call): GradientCall => {
  const input = needFloat(call, "input")
  const window = poolingWindow(shape4(input), attributesOf(call))
  return { dy: needFloat(call, "dy"), input, window, channels: shape4(input)[3] }
}

export const makeAveragePoolGradient =
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const { dy, input, window, channels } = readGradientCall(call)
    const dx = bench.output(input.shape)
    const record = bench.record(window, { channels, outputs: 1 })
    bench.kernels.averagePoolGradient(record, bench.address(dy), bench.address(dx))
    return dx
  }

export const makeMaximumPoolGradient =
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const { dy, input, window, channels } = readGradientCall(call)
    const dx = bench.output(input.shape)
    const record = bench.record(window, { channels, outputs: 1 })
    bench.kernels.maximumPoolGradient(record, bench.address(input), bench.address(dy), bench.address(dx))
    return dx
  }
