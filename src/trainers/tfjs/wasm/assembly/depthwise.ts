/**
 * Depthwise convolution and the gradient of its input: both are a row of taps over a framed image. A channel multiplier
 * is met by repeating each channel of the input; `outputs` of the window is that multiplier.
 */
import { gradientExtent, lowestOffset } from "./convolution"
import { denseRow, isDense, scalarTapRow, TAP_BYTES, tapRow, writeTap } from "./depthwise-rows"
import { rectifyGradient } from "./relu-gradient"
import { bytes, floorDivide, isDivisible, paddedHeight, paddedWidth, Window } from "./geometry"
import { frameImage } from "./padding"

@inline
function tapsBytes(window: Window): usize {
  return (<usize>(window.height * window.width) * TAP_BYTES + 15) & ~15
}

export function depthwiseScratch(window: Window): usize {
  return bytes(paddedHeight(window) * paddedWidth(window) * window.channels * window.outputs) + tapsBytes(window) + 64
}

/** The taps of `window` over a framed image of `channels`; gives how many. */
export function writeWindowTaps(window: Window, channels: i32, taps: usize): i32 {
  const frameWidth = paddedWidth(window)
  let count = 0
  for (let row = 0; row < window.height; row++) {
    for (let column = 0; column < window.width; column++) {
      const pixel = row * window.dilationHeight * frameWidth + column * window.dilationWidth
      writeTap(taps, count, pixel * channels, count * channels)
      count++
    }
  }
  return count
}

/** x [n, inHeight, inWidth, channels], filter [height, width, channels, multiplier] -> y [n, outHeight, outWidth, channels x multiplier]. */
export function depthwise(window: Window, x: usize, filter: usize, y: usize, scratch: usize): void {
  const channels = window.channels * window.outputs
  const frame = scratch + tapsBytes(window)
  const count = writeWindowTaps(window, channels, scratch)
  const frameHeight = paddedHeight(window), frameWidth = paddedWidth(window)
  const isContiguous = isDense(window.width) && window.strideWidth == 1 && window.dilationWidth == 1 && window.outWidth >= 4
  const pixel = bytes(channels)
  const rowBytes = <usize>frameWidth * pixel
  const outRow = <usize>window.outWidth * pixel
  for (let image = 0; image < window.batch; image++) {
    frameImage(
      x + bytes(image * window.inHeight * window.inWidth * window.channels), frame,
      window.inHeight, window.inWidth, window.channels, frameHeight, frameWidth, window.top, window.left,
      1, 1, window.outputs, window.rectifies != 0
    )
    for (let row = 0; row < window.outHeight; row++) {
      const from = frame + <usize>(row * window.strideHeight) * rowBytes
      const to = y + <usize>(image * window.outHeight + row) * outRow
      let channel = 0
      for (; channel + 4 <= channels; channel += 4) {
        const offset = bytes(channel)
        if (isContiguous)
          denseRow(
            from + offset, pixel, <usize>window.dilationHeight * rowBytes, filter + offset, window.height, window.width,
            window.outWidth, to + offset, pixel
          )
        else
          tapRow(
            from + offset, <usize>window.strideWidth * pixel, scratch, count, filter + offset, window.outWidth,
            to + offset, pixel
          )
      }
      for (; channel < channels; channel++) {
        const offset = bytes(channel)
        scalarTapRow(
          from + offset, <usize>window.strideWidth * pixel, scratch, count, filter + offset, window.outWidth,
          to + offset, pixel
        )
      }
    }
  }
}

export function depthwiseInputScratch(window: Window): usize {
  const channels = window.channels * window.outputs
  const height = gradientExtent(window.inHeight, window.top, window.height, window.dilationHeight, window.strideHeight)
  const width = gradientExtent(window.inWidth, window.left, window.width, window.dilationWidth, window.strideWidth)
  const widened = window.outputs > 1 ? window.inHeight * window.inWidth * channels : 0
  return bytes(height * width * channels) + bytes(window.height * window.width * channels) + tapsBytes(window) +
    bytes(widened) + 64
}

/** Taps over the framed gradient for the input pixels of one phase, in the order of the turned filter; gives how many. */
function writeGradientTaps(window: Window, rowPhase: i32, columnPhase: i32, frameWidth: i32, taps: usize): i32 {
  const channels = window.channels * window.outputs
  const lowestRow = lowestOffset(window.top, window.height, window.dilationHeight, window.strideHeight)
  const lowestColumn = lowestOffset(window.left, window.width, window.dilationWidth, window.strideWidth)
  let count = 0
  for (let row = window.height - 1; row >= 0; row--) {
    const y = rowPhase + window.top - row * window.dilationHeight
    if (!isDivisible(y, window.strideHeight)) continue
    for (let column = window.width - 1; column >= 0; column--) {
      const x = columnPhase + window.left - column * window.dilationWidth
      if (!isDivisible(x, window.strideWidth)) continue
      const pixel = (floorDivide(y, window.strideHeight) - lowestRow) * frameWidth +
        floorDivide(x, window.strideWidth) - lowestColumn
      writeTap(taps, count++, pixel * channels, (window.height * window.width - 1 - row * window.width - column) * channels)
    }
  }
  return count
}

/** Sums each `times` numbers in a row. */
function sumRepeats(from: usize, to: usize, count: i32, times: i32): void {
  for (let i = 0; i < count; i++, to += 4) {
    let sum: f32 = 0
    for (let j = 0; j < times; j++, from += 4) sum += load<f32>(from)
    store<f32>(to, sum)
  }
}

/** dy, filter -> dx [n, inHeight, inWidth, channels]; `x` is read only where the window rectifies. */
export function depthwiseInputGradient(
  window: Window, dy: usize, filter: usize, x: usize, dx: usize, scratch: usize
): void {
  const channels = window.channels * window.outputs
  const taps = window.height * window.width
  const frameHeight = gradientExtent(window.inHeight, window.top, window.height, window.dilationHeight, window.strideHeight)
  const frameWidth = gradientExtent(window.inWidth, window.left, window.width, window.dilationWidth, window.strideWidth)
  const turned = scratch + tapsBytes(window)
  const frame = turned + bytes(taps * channels)
  const widened = frame + bytes(frameHeight * frameWidth * channels)
  for (let tap = 0; tap < taps; tap++)
    memory.copy(turned + bytes((taps - 1 - tap) * channels), filter + bytes(tap * channels), bytes(channels))
  const isContiguous = isDense(window.width) && window.strideWidth == 1 && window.strideHeight == 1 &&
    window.dilationWidth == 1 && window.inWidth >= 4
  const top = -lowestOffset(window.top, window.height, window.dilationHeight, window.strideHeight)
  const left = -lowestOffset(window.left, window.width, window.dilationWidth, window.strideWidth)
  const pixel = bytes(channels)
  const rowBytes = <usize>frameWidth * pixel
  const imageNumbers = window.inHeight * window.inWidth * window.channels
  for (let image = 0; image < window.batch; image++) {
    frameImage(
      dy + bytes(image * window.outHeight * window.outWidth * channels), frame,
      window.outHeight, window.outWidth, channels, frameHeight, frameWidth, top, left, 1, 1, 1, false
    )
    const target = dx + bytes(image * imageNumbers)
    const result = window.outputs > 1 ? widened : target
    for (let rowPhase = 0; rowPhase < min(window.strideHeight, window.inHeight); rowPhase++) {
      for (let columnPhase = 0; columnPhase < min(window.strideWidth, window.inWidth); columnPhase++) {
        const count = writeGradientTaps(window, rowPhase, columnPhase, frameWidth, scratch)
        const width = (window.inWidth - columnPhase + window.strideWidth - 1) / window.strideWidth
        for (let row = rowPhase, q = 0; row < window.inHeight; row += window.strideHeight, q++) {
          const from = frame + <usize>q * rowBytes
          const to = result + <usize>(row * window.inWidth + columnPhase) * pixel
          let channel = 0
          for (; channel + 4 <= channels; channel += 4) {
            const offset = bytes(channel)
            if (isContiguous)
              denseRow(
                from + offset, pixel, <usize>window.dilationHeight * rowBytes, turned + offset, window.height,
                window.width, width, to + offset, pixel
              )
            else
              tapRow(from + offset, pixel, scratch, count, turned + offset, width, to + offset, <usize>window.strideWidth * pixel)
          }
          for (; channel < channels; channel++) {
            const offset = bytes(channel)
            scalarTapRow(from + offset, pixel, scratch, count, turned + offset, width, to + offset, <usize>window.strideWidth * pixel)
          }
        }
      }
    }
    if (window.outputs > 1) sumRepeats(widened, target, imageNumbers, window.outputs)
    if (window.rectifies) rectifyGradient(x + bytes(image * imageNumbers), target, target, imageNumbers)
  }
}
