/**
 * The gradients of dilated convolutions, which TensorFlow.js refuses. A dilated filter is a larger one without dilation,
 * with zeros between its taps; its gradients are those of the larger one, of which every second, third … tap counts.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank4 } from "../tensor-rank.ts"
import type { Correction } from "./correction.ts"

type Pair = readonly [number, number]

const dilationOf = (attributes: tf.NamedAttrMap): Pair => {
  const { dilations } = attributes as unknown as tf.Conv2DAttrs
  return typeof dilations === "number" ? [dilations, dilations] : dilations
}

/** [h, w, inputs, outputs] to [(h - 1) down + 1, (w - 1) across + 1, inputs, outputs]. */
const expand = (filter: tf.Tensor4D, [down, across]: Pair): tf.Tensor4D => {
  const [height, width, inputs, outputs] = filter.shape
  const tap = inputs * outputs
  const columns = tf.pad(tf.reshape<tf.Rank.R2>(filter, [height * width, tap]), [
    [0, 0],
    [0, (across - 1) * tap]
  ])
  const row = width * across * tap
  const rows = tf.pad(tf.reshape<tf.Rank.R2>(columns, [height, row]), [
    [0, 0],
    [0, (down - 1) * row]
  ])
  const spread = tf.reshape<tf.Rank.R4>(rows, [height * down, width * across, inputs, outputs])
  return tf.slice(spread, [0, 0, 0, 0], [(height - 1) * down + 1, (width - 1) * across + 1, inputs, outputs])
}

/** The taps of the smaller filter, out of the larger one's gradient. */
const contract = (gradient: tf.Tensor4D, [down, across]: Pair): tf.Tensor4D => {
  const [height, width, inputs, outputs] = gradient.shape
  const [rows, columns] = [(height - 1) / down + 1, (width - 1) / across + 1]
  const whole = tf.pad(gradient, [
    [0, down - 1],
    [0, across - 1],
    [0, 0],
    [0, 0]
  ])
  const tap = inputs * outputs
  const row = columns * across * tap
  const kept = tf.slice(tf.reshape<tf.Rank.R2>(whole, [rows, down * row]), [0, 0], [rows, row])
  const taps = tf.slice(
    tf.reshape<tf.Rank.R2>(kept, [rows * columns, across * tap]),
    [0, 0],
    [rows * columns, tap]
  )
  return tf.reshape<tf.Rank.R4>(taps, [rows, columns, inputs, outputs])
}

/** `stock` is the gradient for convolutions that are not dilated. */
const withDilation = (stock: tf.GradConfig): tf.GradConfig => ({
  ...stock,
  gradFunc: (dy, saved, attributes) => {
    const dilation = dilationOf(attributes)
    if (dilation[0] === 1 && dilation[1] === 1) return stock.gradFunc(dy, saved, attributes)
    const [x, filter] = [rank4(saved[0]), rank4(saved[1])]
    const larger = { ...attributes, dilations: [1, 1] }
    // Each function runs in a scope of its own, so the larger filter is made where it is needed.
    return {
      x: () => rank4(stock.gradFunc(dy, [x, expand(filter, dilation)], larger).x?.()),
      filter: () =>
        contract(rank4(stock.gradFunc(dy, [x, expand(filter, dilation)], larger).filter?.()), dilation)
    }
  }
})

export const dilatedGradients: Correction = {
  fault: "the gradients of dilated convolutions are refused",
  backends: ["cpu", "webgpu"],
  install: () => {
    for (const kernelName of ["Conv2D", "DepthwiseConv2dNative"])
      tf.registerGradient(withDilation(tf.getGradient(kernelName)))
  }
}
