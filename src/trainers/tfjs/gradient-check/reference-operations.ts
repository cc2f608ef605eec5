/**
 * The operations that networks use, once more: in plain JavaScript, in double precision, as literally as they
 * are defined, without TensorFlow.js. They are the judge of the gradient self-test and are far too slow for
 * anything else.
 */

/** Values in row-major order. */
export interface Grid {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

interface Axis {
  readonly size: number
  readonly outSize: number
  readonly before: number
}

/** Rows or columns of zeros before the first pixel and after the last. */
export type AxisPadding = readonly [number, number]

export interface WindowShape {
  readonly size: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly dilation: number
  /** In numbers for rows and for columns, or by TensorFlow's rules; "same" where nothing is said. */
  readonly padding?: "same" | "valid" | readonly [AxisPadding, AxisPadding]
}

/** "Same" padding as TensorFlow defines it: the odd pixel goes after the last. */
const sameAxis = (size: number, reach: number, stride: number): Axis => {
  const outSize = Math.ceil(size / stride)
  return { size, outSize, before: Math.floor(Math.max(0, (outSize - 1) * stride + reach - size) / 2) }
}

const paddedAxis = (size: number, reach: number, stride: number, [before, after]: AxisPadding): Axis => ({
  size,
  outSize: Math.floor((size + before + after - reach) / stride) + 1,
  before
})

/** Axis 0 is that of the rows, axis 1 that of the columns. */
const axisOf = (x: Grid, window: WindowShape, axis: 0 | 1): Axis => {
  const size = dimension(x, axis + 1)
  const stride = window.strides[axis]
  const reach = (window.size[axis] - 1) * window.dilation + 1
  const { padding = "same" } = window
  if (padding === "same") return sameAxis(size, reach, stride)
  return paddedAxis(size, reach, stride, padding === "valid" ? [0, 0] : padding[axis])
}

/** One pixel that one position of a window covers: positions of channel 0, and the tap within the window. */
interface Visit {
  readonly input: number
  readonly output: number
  readonly row: number
  readonly column: number
}

const dimension = (grid: Grid, axis: number): number => grid.shape[axis] ?? 1

const outputShape = (x: Grid, window: WindowShape, channels: number): number[] => [
  dimension(x, 0),
  axisOf(x, window, 0).outSize,
  axisOf(x, window, 1).outSize,
  channels
]

const zeros = (shape: readonly number[]): Grid => ({
  shape,
  values: new Float64Array(shape.reduce((product, size) => product * size, 1))
})

interface Tap {
  readonly tap: number
  readonly position: number
}

/** For each output position of one axis, the taps that fall into the image. */
const tapsOf = (axis: Axis, window: number, stride: number, dilation: number): Tap[][] =>
  Array.from({ length: axis.outSize }, (_out, out) =>
    Array.from({ length: window }, (_tap, tap) => ({
      tap,
      position: out * stride - axis.before + tap * dilation
    })).filter(({ position }) => position >= 0 && position < axis.size)
  )

/** Calls `visit` for every pixel of every window; inputs have the channels of x, outputs `channelsOut`. */
const visitWindows = (
  x: Grid,
  window: WindowShape,
  channelsOut: number,
  visit: (visit: Visit) => void
): void => {
  const [batch, height, width, channelsIn] = [
    dimension(x, 0),
    dimension(x, 1),
    dimension(x, 2),
    dimension(x, 3)
  ]
  const { size, strides, dilation } = window
  const rows = tapsOf(axisOf(x, window, 0), size[0], strides[0], dilation)
  const columns = tapsOf(axisOf(x, window, 1), size[1], strides[1], dilation)
  const windows = rows.flatMap((rowTaps) => columns.map((columnTaps) => ({ rowTaps, columnTaps })))
  for (let image = 0; image < batch; image++) {
    for (const [index, { rowTaps, columnTaps }] of windows.entries()) {
      const output = (image * windows.length + index) * channelsOut
      for (const row of rowTaps) {
        for (const column of columnTaps) {
          const input = ((image * height + row.position) * width + column.position) * channelsIn
          visit({ input, output, row: row.tap, column: column.tap })
        }
      }
    }
  }
}

const add = (values: Float64Array, index: number, amount: number): void => {
  values[index] = (values[index] ?? 0) + amount
}

/** filter [height, width, inputs, outputs]. */
export const referenceConvolution = (x: Grid, filter: Grid, window: WindowShape): Grid => {
  const inputs = dimension(filter, 2)
  const outputs = dimension(filter, 3)
  const result = zeros(outputShape(x, window, outputs))
  visitWindows(x, window, outputs, ({ input, output, row, column }) => {
    const tap = (row * window.size[1] + column) * inputs * outputs
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        add(
          result.values,
          output + o,
          (x.values[input + i] ?? 0) * (filter.values[tap + i * outputs + o] ?? 0)
        )
      }
    }
  })
  return result
}

/** filter [height, width, channels, multiplier]; outputs are in the order of the filter's last two axes. */
export const referenceDepthwise = (x: Grid, filter: Grid, window: WindowShape): Grid => {
  const multiplier = dimension(filter, 3)
  const outputs = dimension(x, 3) * multiplier
  const result = zeros(outputShape(x, window, outputs))
  visitWindows(x, window, outputs, ({ input, output, row, column }) => {
    const tap = (row * window.size[1] + column) * outputs
    for (let o = 0; o < outputs; o++) {
      const value = x.values[input + Math.floor(o / multiplier)] ?? 0
      add(result.values, output + o, value * (filter.values[tap + o] ?? 0))
    }
  })
  return result
}

export const referenceMaxPool = (x: Grid, window: WindowShape): Grid => {
  const channels = dimension(x, 3)
  const result = zeros(outputShape(x, window, channels))
  result.values.fill(Number.NEGATIVE_INFINITY)
  visitWindows(x, window, channels, ({ input, output }) => {
    for (let c = 0; c < channels; c++) {
      result.values[output + c] = Math.max(result.values[output + c] ?? 0, x.values[input + c] ?? 0)
    }
  })
  return result
}

/** The average over the pixels that are inside the image. */
export const referenceAveragePool = (x: Grid, window: WindowShape): Grid => {
  const channels = dimension(x, 3)
  const result = zeros(outputShape(x, window, channels))
  const counts = new Float64Array(result.values.length)
  visitWindows(x, window, channels, ({ input, output }) => {
    for (let c = 0; c < channels; c++) {
      add(result.values, output + c, x.values[input + c] ?? 0)
      add(counts, output + c, 1)
    }
  })
  return { shape: result.shape, values: result.values.map((sum, index) => sum / (counts[index] ?? 1)) }
}

/** The mean over images and pixels, channel by channel. */
const channelMeans = (values: Float64Array, channels: number): Float64Array => {
  const means = new Float64Array(channels)
  for (const [index, value] of values.entries()) add(means, index % channels, value)
  return means.map((sum) => (sum * channels) / values.length)
}

export const referenceBatchNormalisation = (x: Grid, scale: Grid, offset: Grid, epsilon: number): Grid => {
  const channels = dimension(x, 3)
  const means = channelMeans(x.values, channels)
  const centred = x.values.map((value, index) => value - (means[index % channels] ?? 0))
  const variances = channelMeans(
    centred.map((value) => value * value),
    channels
  )
  const values = centred.map((value, index) => {
    const channel = index % channels
    const deviation = Math.sqrt((variances[channel] ?? 0) + epsilon)
    return (value / deviation) * (scale.values[channel] ?? 0) + (offset.values[channel] ?? 0)
  })
  return { shape: x.shape, values }
}

export const referenceRelu = (x: Grid): Grid => ({
  shape: x.shape,
  values: x.values.map((value) => Math.max(0, value))
})

/** x [n, features], weights [features, classes], bias [classes], labels one-hot -> the mean cross-entropy. */
export const referenceClassifierLoss = (x: Grid, weights: Grid, bias: Grid, labels: Grid): Grid => {
  const [batch, features] = [dimension(x, 0), dimension(x, 1)]
  const classes = dimension(weights, 1)
  let loss = 0
  for (let n = 0; n < batch; n++) {
    const logits = Array.from(bias.values, (value, k) => {
      let logit = value
      for (let f = 0; f < features; f++) {
        logit += (x.values[n * features + f] ?? 0) * (weights.values[f * classes + k] ?? 0)
      }
      return logit
    })
    const largest = Math.max(...logits)
    const logSum = largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0))
    for (const [k, logit] of logits.entries())
      loss += (labels.values[n * classes + k] ?? 0) * (logSum - logit)
  }
  return { shape: [], values: Float64Array.of(loss / batch) }
}
