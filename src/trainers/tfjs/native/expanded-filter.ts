/**
 * A dilated filter as a larger one without dilation: its taps apart and zeros between them. TensorFlow's gradients of
 * dilated depthwise convolutions are wrong on the processor (oneDNN, 2.16), and absent without oneDNN.
 */
import * as tf from "@tensorflow/tfjs-core"

type Dilation = readonly [number, number]

const reach = (taps: number, dilation: number): number => (taps - 1) * dilation + 1

/** [height, width, inputs, multiplier], of the larger filter. */
export const expandedShape = (
  [height = 0, width = 0, ...channels]: readonly number[],
  [down, across]: Dilation
): number[] => [reach(height, down), reach(width, across), ...channels]

export const expandFilter = (filter: tf.Tensor4D, [down, across]: Dilation): tf.Tensor4D => {
  const [height, width, inputs, multiplier] = filter.shape
  const apart = tf.pad(tf.reshape(filter, [height, 1, width, 1, inputs, multiplier]), [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, across - 1],
    [0, 0],
    [0, 0]
  ])
  const whole = tf.reshape<tf.Rank.R4>(apart, [height * down, width * across, inputs, multiplier])
  return tf.slice(whole, [0, 0, 0, 0], expandedShape(filter.shape, [down, across]))
}

/** The gradients of the taps, out of that of the larger filter. */
export const contractGradient = (gradient: tf.Tensor4D, [down, across]: Dilation): tf.Tensor4D =>
  tf.stridedSlice(gradient, [0, 0, 0, 0], gradient.shape, [down, across, 1, 1]) as tf.Tensor4D
