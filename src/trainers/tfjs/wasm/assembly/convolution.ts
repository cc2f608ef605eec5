/** Convolution and its two gradients. Each image is put into a frame of zeros in `scratch`, which stays in the cache. */
import { rectifyGradient } from "./relu-gradient"
import { bytes, floorDivide, isDivisible, paddedHeight, paddedWidth, Window } from "./geometry"
import { addOuterProducts, PixelBlock } from "./outer-product"
import { frameImage } from "./padding"
import { multiplyRow, RUN_BYTES, writeRun } from "./run-product"

/** Images of fewer channels are laid out again, so that the numbers of a whole window are one run. */
const FEW_CHANNELS = 3
/** Pixels that a sum is kept in registers for, about. */
const BLOCK_PIXELS = 96

@inline
function alignedBytes(count: i32): usize {
  return (bytes(count) + 15) & ~15
}

@inline
function isPoint(window: Window): bool {
  return (
    window.height == 1 && window.width == 1 && window.strideHeight == 1 && window.strideWidth == 1 &&
    window.top == 0 && window.left == 0 &&
    window.outHeight == window.inHeight && window.outWidth == window.inWidth
  )
}

@inline
function isUnrolled(window: Window): bool {
  return window.channels <= FEW_CHANNELS && window.height * window.width > 1
}

/** Runs of a window over a framed image: whole rows of the window where they lie in a row. */
function writeRuns(window: Window, runs: usize): i32 {
  const rowNumbers = paddedWidth(window) * window.channels
  let count = 0
  for (let row = 0; row < window.height; row++) {
    const place = row * window.dilationHeight * rowNumbers
    const filterRow = row * window.width * window.channels
    if (window.dilationWidth == 1) {
      writeRun(runs, count++, place, filterRow, window.width * window.channels)
      continue
    }
    for (let column = 0; column < window.width; column++) {
      const along = column * window.channels
      writeRun(runs, count++, place + along * window.dilationWidth, filterRow + along, window.channels)
    }
  }
  return count
}

/** Lays out the windows of a framed image one after the other: [outHeight, outWidth, height x width x channels]. */
function unrollWindows(window: Window, frame: usize, to: usize): void {
  const channels = window.channels
  const rowNumbers = paddedWidth(window) * channels
  for (let y = 0; y < window.outHeight; y++) {
    for (let x = 0; x < window.outWidth; x++) {
      const corner = y * window.strideHeight * rowNumbers + x * window.strideWidth * channels
      for (let row = 0; row < window.height; row++) {
        for (let column = 0; column < window.width; column++) {
          const place = corner + row * window.dilationHeight * rowNumbers + column * window.dilationWidth * channels
          for (let channel = 0; channel < channels; channel++, to += 4)
            store<f32>(to, load<f32>(frame + bytes(place + channel)))
        }
      }
    }
  }
}

/** Where a kernel finds the numbers of one image, and how its pixels are spaced there. */
@unmanaged
class Layout {
  /** 0 where the image itself is read. */
  frame: usize
  unrolled: usize
  runs: usize
  runCount: i32
  step: usize
  row: usize
}

/** Prepares the layout in scratch; gives where the rest of it begins. */
function planLayout(window: Window, layout: Layout, scratch: usize): usize {
  const channels = window.channels
  layout.runs = scratch
  scratch += (<usize>(window.height * window.width) * RUN_BYTES + 15) & ~15
  layout.frame = 0
  layout.unrolled = 0
  if (isPoint(window)) {
    writeRun(layout.runs, 0, 0, 0, channels)
    layout.runCount = 1
    layout.step = bytes(channels)
    layout.row = bytes(channels * window.inWidth)
    if (window.rectifies) {
      layout.frame = scratch
      scratch += alignedBytes(window.inHeight * window.inWidth * channels)
    }
    return scratch
  }
  layout.frame = scratch
  scratch += alignedBytes(paddedHeight(window) * paddedWidth(window) * channels)
  if (isUnrolled(window)) {
    const length = window.height * window.width * channels
    layout.unrolled = scratch
    scratch += alignedBytes(window.outHeight * window.outWidth * length)
    writeRun(layout.runs, 0, 0, 0, length)
    layout.runCount = 1
    layout.step = bytes(length)
    layout.row = bytes(length * window.outWidth)
    return scratch
  }
  layout.runCount = writeRuns(window, layout.runs)
  layout.step = bytes(window.strideWidth * channels)
  layout.row = bytes(window.strideHeight * paddedWidth(window) * channels)
  return scratch
}

/** Puts one image into the layout; gives where its first pixel is. */
function layOut(window: Window, layout: Layout, image: usize): usize {
  if (layout.frame == 0) return image
  frameImage(
    image, layout.frame, window.inHeight, window.inWidth, window.channels,
    isPoint(window) ? window.inHeight : paddedHeight(window), isPoint(window) ? window.inWidth : paddedWidth(window),
    window.top, window.left, 1, 1, 1, window.rectifies != 0
  )
  if (layout.unrolled == 0) return layout.frame
  unrollWindows(window, layout.frame, layout.unrolled)
  return layout.unrolled
}

const LAYOUT_BYTES: usize = 64

/** Bytes of scratch for `convolve` and `convolutionFilterGradient`. */
export function convolutionScratch(window: Window): usize {
  const numbers = paddedHeight(window) * paddedWidth(window) * window.channels
  const unrolled = isUnrolled(window) ? window.outHeight * window.outWidth * window.height * window.width * window.channels : 0
  return alignedBytes(max(numbers, window.inHeight * window.inWidth * window.channels)) + alignedBytes(unrolled) +
    <usize>(window.height * window.width) * RUN_BYTES + 4 * LAYOUT_BYTES
}

/** x [n, inHeight, inWidth, channels], filter [height, width, channels, outputs] -> y [n, outHeight, outWidth, outputs]. */
export function convolve(window: Window, x: usize, filter: usize, y: usize, scratch: usize): void {
  const layout = changetype<Layout>(scratch)
  planLayout(window, layout, scratch + LAYOUT_BYTES)
  const outputs = window.outputs
  const imageBytes = bytes(window.inHeight * window.inWidth * window.channels)
  for (let image = 0; image < window.batch; image++) {
    const from = layOut(window, layout, x + <usize>image * imageBytes)
    for (let row = 0; row < window.outHeight; row++) {
      const to = y + bytes((image * window.outHeight + row) * window.outWidth * outputs)
      multiplyRow(
        from + <usize>row * layout.row, layout.step, window.outWidth, layout.runs, layout.runCount, filter, outputs,
        to, bytes(outputs)
      )
    }
  }
}

/** x, dy [n, outHeight, outWidth, outputs] -> dfilter [height, width, channels, outputs]. */
export function convolutionFilterGradient(window: Window, x: usize, dy: usize, dfilter: usize, scratch: usize): void {
  const layout = changetype<Layout>(scratch)
  const block = changetype<PixelBlock>(scratch + LAYOUT_BYTES)
  planLayout(window, layout, scratch + 2 * LAYOUT_BYTES)
  const outputs = window.outputs
  memory.fill(dfilter, 0, bytes(window.height * window.width * window.channels * outputs))
  const imageBytes = bytes(window.inHeight * window.inWidth * window.channels)
  const rows = max(1, BLOCK_PIXELS / window.outWidth)
  block.imageStep = layout.step
  block.imageRow = layout.row
  block.gradientStep = bytes(outputs)
  block.gradientRow = bytes(outputs * window.outWidth)
  block.width = window.outWidth
  for (let image = 0; image < window.batch; image++) {
    const from = layOut(window, layout, x + <usize>image * imageBytes)
    for (let row = 0; row < window.outHeight; row += rows) {
      block.image = from + <usize>row * layout.row
      block.gradient = dy + bytes((image * window.outHeight + row) * window.outWidth * outputs)
      block.height = min(rows, window.outHeight - row)
      for (let run = 0; run < layout.runCount; run++) {
        const entry = layout.runs + <usize>run * RUN_BYTES
        addOuterProducts(
          block, bytes(load<i32>(entry)), load<i32>(entry, 8), outputs,
          dfilter + bytes(load<i32>(entry, 4) * outputs)
        )
      }
    }
  }
}

/** filter [taps, channels, outputs] -> turned [taps, outputs, channels], the last tap first. */
function turnFilter(filter: usize, turned: usize, taps: i32, channels: i32, outputs: i32): void {
  for (let tap = 0; tap < taps; tap++) {
    const from = filter + bytes(tap * channels * outputs)
    const to = turned + bytes((taps - 1 - tap) * channels * outputs)
    for (let channel = 0; channel < channels; channel++) {
      for (let output = 0; output < outputs; output++)
        store<f32>(to + bytes(output * channels + channel), load<f32>(from + bytes(channel * outputs + output)))
    }
  }
}

/**
 * The pixels of the input that lie `stride` apart are each reached by the same taps of the filter: those for which the
 * distance is a whole number of strides. Source pixel of tap k for input pixel phase + stride q: q + offset(k).
 */
@inline
function sourceOffset(phase: i32, before: i32, tap: i32, dilation: i32, stride: i32): i32 {
  return floorDivide(phase + before - tap * dilation, stride)
}

@inline
function isReached(phase: i32, before: i32, tap: i32, dilation: i32, stride: i32): bool {
  return isDivisible(phase + before - tap * dilation, stride)
}

/** The smallest source offset of an axis; the frame of the gradient begins there. */
export function lowestOffset(before: i32, taps: i32, dilation: i32, stride: i32): i32 {
  return floorDivide(before - (taps - 1) * dilation, stride)
}

/** How many rows or columns of the framed gradient are read. */
export function gradientExtent(size: i32, before: i32, taps: i32, dilation: i32, stride: i32): i32 {
  const last = floorDivide(size - 1 + before, stride)
  return last - lowestOffset(before, taps, dilation, stride) + 1
}

export function convolutionInputScratch(window: Window): usize {
  const height = gradientExtent(window.inHeight, window.top, window.height, window.dilationHeight, window.strideHeight)
  const width = gradientExtent(window.inWidth, window.left, window.width, window.dilationWidth, window.strideWidth)
  const taps = window.height * window.width
  return alignedBytes(height * width * window.outputs) + alignedBytes(taps * window.channels * window.outputs) +
    ((<usize>taps * RUN_BYTES + 15) & ~15) + 64
}

/** Runs over the framed gradient for the input pixels of one phase; gives how many. */
function writeGradientRuns(window: Window, rowPhase: i32, columnPhase: i32, frameWidth: i32, runs: usize): i32 {
  const outputs = window.outputs
  const lowestRow = lowestOffset(window.top, window.height, window.dilationHeight, window.strideHeight)
  const lowestColumn = lowestOffset(window.left, window.width, window.dilationWidth, window.strideWidth)
  const isJoined = window.strideWidth == 1 && window.dilationWidth == 1
  let count = 0
  for (let row = window.height - 1; row >= 0; row--) {
    if (!isReached(rowPhase, window.top, row, window.dilationHeight, window.strideHeight)) continue
    const y = sourceOffset(rowPhase, window.top, row, window.dilationHeight, window.strideHeight) - lowestRow
    for (let column = window.width - 1; column >= 0; column--) {
      if (!isReached(columnPhase, window.left, column, window.dilationWidth, window.strideWidth)) continue
      const x = sourceOffset(columnPhase, window.left, column, window.dilationWidth, window.strideWidth) - lowestColumn
      const tap = window.height * window.width - 1 - (row * window.width + column)
      const length = isJoined ? window.width * outputs : outputs
      writeRun(runs, count++, (y * frameWidth + x) * outputs, tap * outputs, length)
      if (isJoined) break
    }
  }
  return count
}

/** dy, filter -> dx [n, inHeight, inWidth, channels]; `x` is read only where the window rectifies. */
export function convolutionInputGradient(
  window: Window, dy: usize, filter: usize, x: usize, dx: usize, scratch: usize
): void {
  const channels = window.channels, outputs = window.outputs
  const taps = window.height * window.width
  const runs = scratch
  const turned = runs + ((<usize>taps * RUN_BYTES + 15) & ~15)
  const frame = turned + alignedBytes(taps * channels * outputs)
  turnFilter(filter, turned, taps, channels, outputs)
  const frameHeight = gradientExtent(window.inHeight, window.top, window.height, window.dilationHeight, window.strideHeight)
  const frameWidth = gradientExtent(window.inWidth, window.left, window.width, window.dilationWidth, window.strideWidth)
  const top = -lowestOffset(window.top, window.height, window.dilationHeight, window.strideHeight)
  const left = -lowestOffset(window.left, window.width, window.dilationWidth, window.strideWidth)
  const framed = !isPoint(window)
  for (let image = 0; image < window.batch; image++) {
    let from = dy + bytes(image * window.outHeight * window.outWidth * outputs)
    if (framed) {
      frameImage(from, frame, window.outHeight, window.outWidth, outputs, frameHeight, frameWidth, top, left, 1, 1, 1, false)
      from = frame
    }
    const to = dx + bytes(image * window.inHeight * window.inWidth * channels)
    for (let rowPhase = 0; rowPhase < min(window.strideHeight, window.inHeight); rowPhase++) {
      for (let columnPhase = 0; columnPhase < min(window.strideWidth, window.inWidth); columnPhase++) {
        const count = writeGradientRuns(window, rowPhase, columnPhase, frameWidth, runs)
        const width = (window.inWidth - columnPhase + window.strideWidth - 1) / window.strideWidth
        for (let row = rowPhase, q = 0; row < window.inHeight; row += window.strideHeight, q++) {
          multiplyRow(
            from + bytes(q * frameWidth * outputs), bytes(outputs), width, runs, count, turned, channels,
            to + bytes((row * window.inWidth + columnPhase) * channels), bytes(window.strideWidth * channels)
          )
        }
      }
    }
    if (window.rectifies) {
      const count = window.inHeight * window.inWidth * channels
      rectifyGradient(x + bytes(image * count), to, to, count)
    }
  }
}
