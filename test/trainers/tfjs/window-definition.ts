/** Convolutions and poolings with their gradients as they are defined: every tap of every window, in double precision. */
import * as tf from "@tensorflow/tfjs-core"

export interface WindowCase {
  readonly input: [number, number, number, number]
  readonly filter: [number, number]
  readonly outputs: number
  readonly strides: [number, number]
  readonly dilations: [number, number]
  readonly pad: "same" | "valid" | [[number, number], [number, number], [number, number], [number, number]]
  readonly isDepthwise: boolean
}

export interface Tap {
  /** Places of the first channels in x, of the tap in the filter (in taps), and of the first channels in y (in pixels). */
  readonly x: number
  readonly tap: number
  readonly y: number
}

export const infoOf = (of: WindowCase): tf.backend_util.Conv2DInfo =>
  tf.backend_util.computeConv2DInfo(
    of.input,
    [...of.filter, of.input[3], of.outputs],
    of.strides,
    of.dilations,
    of.pad,
    undefined,
    of.isDepthwise
  )

/** Every tap that falls inside of an image. */
export function* tapsOfWindow(info: tf.backend_util.Conv2DInfo): Generator<Tap> {
  for (let image = 0; image < info.batchSize; image++) {
    for (let oy = 0; oy < info.outHeight; oy++) {
      for (let ox = 0; ox < info.outWidth; ox++) {
        for (let row = 0; row < info.filterHeight; row++) {
          const iy = oy * info.strideHeight - info.padInfo.top + row * info.dilationHeight
          if (iy < 0 || iy >= info.inHeight) continue
          for (let column = 0; column < info.filterWidth; column++) {
            const ix = ox * info.strideWidth - info.padInfo.left + column * info.dilationWidth
            if (ix < 0 || ix >= info.inWidth) continue
            yield {
              x: (image * info.inHeight + iy) * info.inWidth + ix,
              tap: row * info.filterWidth + column,
              y: (image * info.outHeight + oy) * info.outWidth + ox
            }
          }
        }
      }
    }
  }
}

export interface Convolved {
  readonly y: Float64Array
  readonly dx: Float64Array
  readonly dfilter: Float64Array
}

/** Output and both gradients, for inputs that may pass a ReLU first. */
export const convolveByDefinition = (
  of: WindowCase,
  x: Float32Array,
  filter: Float32Array,
  dy: Float32Array,
  rectifies = false
): Convolved => {
  const info = infoOf(of)
  const channels = of.input[3]
  const outputs = of.outputs
  const outChannels = of.isDepthwise ? channels * outputs : outputs
  const y = new Float64Array(info.batchSize * info.outHeight * info.outWidth * outChannels)
  const dx = new Float64Array(x.length)
  const dfilter = new Float64Array(filter.length)
  for (const tap of tapsOfWindow(info)) {
    for (let channel = 0; channel < channels; channel++) {
      const at = tap.x * channels + channel
      const isDead = rectifies && x[at]! <= 0
      for (let output = 0; output < outputs; output++) {
        const weight = (tap.tap * channels + channel) * outputs + output
        const to = tap.y * outChannels + (of.isDepthwise ? channel * outputs + output : output)
        if (isDead) continue
        y[to]! += x[at]! * filter[weight]!
        dx[at]! += dy[to]! * filter[weight]!
        dfilter[weight]! += dy[to]! * x[at]!
      }
    }
  }
  return { y, dx, dfilter }
}
