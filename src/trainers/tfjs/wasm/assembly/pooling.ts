/**
 * Average and maximum pooling and their gradients. A window that reaches over the border of the image counts only the
 * pixels inside it. Among equal maxima the first in reading order gets the gradient, as in TensorFlow.
 */
import { bytes, Window } from "./geometry"

@inline
function firstRow(window: Window, y: i32): i32 {
  return max(0, y * window.strideHeight - window.top)
}

@inline
function endRow(window: Window, y: i32): i32 {
  return min(window.inHeight, y * window.strideHeight - window.top + window.height)
}

@inline
function firstColumn(window: Window, x: i32): i32 {
  return max(0, x * window.strideWidth - window.left)
}

@inline
function endColumn(window: Window, x: i32): i32 {
  return min(window.inWidth, x * window.strideWidth - window.left + window.width)
}

/** The sum of 3x3 pixels, four channels. */
@inline
function sumOfNine(corner: usize, pixel: usize, row: usize): v128 {
  const second = corner + row, third = second + row
  const a = f32x4.add(f32x4.add(v128.load(corner), v128.load(corner + pixel)), v128.load(corner + 2 * pixel))
  const b = f32x4.add(f32x4.add(v128.load(second), v128.load(second + pixel)), v128.load(second + 2 * pixel))
  const c = f32x4.add(f32x4.add(v128.load(third), v128.load(third + pixel)), v128.load(third + 2 * pixel))
  return f32x4.add(f32x4.add(a, b), c)
}

/** x [n, inHeight, inWidth, c] -> y [n, outHeight, outWidth, c]. */
export function averagePool(window: Window, x: usize, y: usize): void {
  const channels = window.channels
  const pixel = bytes(channels)
  const rowBytes = <usize>window.inWidth * pixel
  let to = y
  for (let image = 0; image < window.batch; image++) {
    const from = x + <usize>(image * window.inHeight) * rowBytes
    for (let oy = 0; oy < window.outHeight; oy++) {
      const top = firstRow(window, oy), rows = endRow(window, oy) - top
      for (let ox = 0; ox < window.outWidth; ox++, to += pixel) {
        const left = firstColumn(window, ox), columns = endColumn(window, ox) - left
        const corner = from + <usize>top * rowBytes + <usize>left * pixel
        const share = <f32>1 / <f32>(rows * columns)
        let channel = 0
        if (rows == 3 && columns == 3) {
          for (; channel + 4 <= channels; channel += 4) {
            const sum = sumOfNine(corner + bytes(channel), pixel, rowBytes)
            v128.store(to + bytes(channel), f32x4.mul(sum, f32x4.splat(share)))
          }
        }
        for (; channel + 4 <= channels; channel += 4) {
          let sum = f32x4.splat(0)
          let row = corner + bytes(channel)
          for (let i = 0; i < rows; i++, row += rowBytes) {
            let p = row
            for (let j = 0; j < columns; j++, p += pixel) sum = f32x4.add(sum, v128.load(p))
          }
          v128.store(to + bytes(channel), f32x4.mul(sum, f32x4.splat(share)))
        }
        for (; channel < channels; channel++) {
          let sum: f32 = 0
          let row = corner + bytes(channel)
          for (let i = 0; i < rows; i++, row += rowBytes) {
            let p = row
            for (let j = 0; j < columns; j++, p += pixel) sum += load<f32>(p)
          }
          store<f32>(to + bytes(channel), sum * share)
        }
      }
    }
  }
}

/** How many pixels of an axis a window of 3 around `at` covers. */
@inline
function covered(at: i32, size: i32): i32 {
  return min(size, at + 2) - max(0, at - 1)
}

/**
 * The gradient of the pooling with windows 3x3 around each pixel: each pixel of dx is read off the 3x3 pixels of dy
 * around it, where all these count whole windows as one sum.
 */
function averagePoolGradient3(window: Window, dy: usize, dx: usize): void {
  const height = window.inHeight, width = window.inWidth
  const channels = window.channels
  const pixel = bytes(channels)
  const rowBytes = <usize>width * pixel
  const ninth = f32x4.splat(<f32>1 / <f32>9)
  let to = dx
  for (let image = 0; image < window.batch; image++) {
    const from = dy + <usize>(image * height) * rowBytes
    for (let y = 0; y < height; y++) {
      const top = max(0, y - 1), bottom = min(height, y + 2)
      for (let x = 0; x < width; x++, to += pixel) {
        const left = max(0, x - 1), right = min(width, x + 2)
        const corner = from + <usize>top * rowBytes + <usize>left * pixel
        const isInside = y >= 2 && x >= 2 && y + 2 < height && x + 2 < width
        for (let channel = 0; channel < channels; channel += 4) {
          if (isInside) {
            v128.store(to + bytes(channel), f32x4.mul(sumOfNine(corner + bytes(channel), pixel, rowBytes), ninth))
            continue
          }
          let sum = f32x4.splat(0)
          for (let i = top; i < bottom; i++) {
            for (let j = left; j < right; j++) {
              const share = <f32>1 / <f32>(covered(i, height) * covered(j, width))
              const g = v128.load(from + <usize>i * rowBytes + <usize>j * pixel + bytes(channel))
              sum = f32x4.add(sum, f32x4.mul(g, f32x4.splat(share)))
            }
          }
          v128.store(to + bytes(channel), sum)
        }
      }
    }
  }
}

@inline
function isAroundEach3(window: Window): bool {
  return (
    window.height == 3 && window.width == 3 && window.strideHeight == 1 && window.strideWidth == 1 &&
    window.top == 1 && window.left == 1 && window.outHeight == window.inHeight && window.outWidth == window.inWidth &&
    window.channels % 4 == 0
  )
}

/** dy -> dx [n, inHeight, inWidth, c]. */
export function averagePoolGradient(window: Window, dy: usize, dx: usize): void {
  if (isAroundEach3(window)) {
    averagePoolGradient3(window, dy, dx)
    return
  }
  const channels = window.channels
  const pixel = bytes(channels)
  const rowBytes = <usize>window.inWidth * pixel
  memory.fill(dx, 0, <usize>(window.batch * window.inHeight) * rowBytes)
  let from = dy
  for (let image = 0; image < window.batch; image++) {
    const to = dx + <usize>(image * window.inHeight) * rowBytes
    for (let oy = 0; oy < window.outHeight; oy++) {
      const top = firstRow(window, oy), rows = endRow(window, oy) - top
      for (let ox = 0; ox < window.outWidth; ox++, from += pixel) {
        const left = firstColumn(window, ox), columns = endColumn(window, ox) - left
        const corner = to + <usize>top * rowBytes + <usize>left * pixel
        const share = <f32>1 / <f32>(rows * columns)
        let channel = 0
        for (; channel + 4 <= channels; channel += 4) {
          const part = f32x4.mul(v128.load(from + bytes(channel)), f32x4.splat(share))
          let row = corner + bytes(channel)
          for (let i = 0; i < rows; i++, row += rowBytes) {
            let p = row
            for (let j = 0; j < columns; j++, p += pixel) v128.store(p, f32x4.add(v128.load(p), part))
          }
        }
        for (; channel < channels; channel++) {
          const part = load<f32>(from + bytes(channel)) * share
          let row = corner + bytes(channel)
          for (let i = 0; i < rows; i++, row += rowBytes) {
            let p = row
            for (let j = 0; j < columns; j++, p += pixel) store<f32>(p, load<f32>(p) + part)
          }
        }
      }
    }
  }
}

/** x -> y, the largest of each window. */
export function maximumPool(window: Window, x: usize, y: usize): void {
  const channels = window.channels
  const pixel = bytes(channels)
  const rowBytes = <usize>window.inWidth * pixel
  let to = y
  for (let image = 0; image < window.batch; image++) {
    const from = x + <usize>(image * window.inHeight) * rowBytes
    for (let oy = 0; oy < window.outHeight; oy++) {
      const top = firstRow(window, oy), rows = endRow(window, oy) - top
      for (let ox = 0; ox < window.outWidth; ox++, to += pixel) {
        const left = firstColumn(window, ox), columns = endColumn(window, ox) - left
        const corner = from + <usize>top * rowBytes + <usize>left * pixel
        let channel = 0
        for (; channel + 4 <= channels; channel += 4) {
          let row = corner + bytes(channel)
          let best = v128.load(row)
          for (let i = 0; i < rows; i++, row += rowBytes) {
            let p = row
            for (let j = 0; j < columns; j++, p += pixel) best = f32x4.pmax(best, v128.load(p))
          }
          v128.store(to + bytes(channel), best)
        }
        for (; channel < channels; channel++) {
          let row = corner + bytes(channel)
          let best = load<f32>(row)
          for (let i = 0; i < rows; i++, row += rowBytes) {
            let p = row
            for (let j = 0; j < columns; j++, p += pixel) {
              const value = load<f32>(p)
              if (best < value) best = value
            }
          }
          store<f32>(to + bytes(channel), best)
        }
      }
    }
  }
}

@inline
function addAt(place: usize, value: f32): void {
  store<f32>(place, load<f32>(place) + value)
}

/** x, dy -> dx. A window without any number (all NaN) gives its gradient to its first pixel. */
export function maximumPoolGradient(window: Window, x: usize, dy: usize, dx: usize): void {
  const channels = window.channels
  const pixel = bytes(channels)
  const rowBytes = <usize>window.inWidth * pixel
  memory.fill(dx, 0, <usize>(window.batch * window.inHeight) * rowBytes)
  const shift = dx - x
  const isApart = window.strideHeight >= window.height && window.strideWidth >= window.width
  let from = dy
  for (let image = 0; image < window.batch; image++) {
    const images = x + <usize>(image * window.inHeight) * rowBytes
    for (let oy = 0; oy < window.outHeight; oy++) {
      const top = firstRow(window, oy), rows = endRow(window, oy) - top
      for (let ox = 0; ox < window.outWidth; ox++, from += pixel) {
        const left = firstColumn(window, ox), columns = endColumn(window, ox) - left
        const corner = images + <usize>top * rowBytes + <usize>left * pixel
        let channel = 0
        for (; channel + 4 <= channels; channel += 4) {
          let row = corner + bytes(channel)
          let best = v128.load(row)
          let place = i32x4.splat(<i32>row)
          for (let i = 0; i < rows; i++, row += rowBytes) {
            let p = row
            for (let j = 0; j < columns; j++, p += pixel) {
              const value = v128.load(p)
              const isLarger = f32x4.gt(value, best)
              best = f32x4.pmax(best, value)
              place = v128.bitselect(i32x4.splat(<i32>p), place, isLarger)
            }
          }
          const g = v128.load(from + bytes(channel))
          if (isApart) {
            // No pixel is in two windows, so each gets the gradient or zero at once.
            row = corner + bytes(channel)
            for (let i = 0; i < rows; i++, row += rowBytes) {
              let p = row
              for (let j = 0; j < columns; j++, p += pixel)
                v128.store(shift + p, v128.and(g, i32x4.eq(place, i32x4.splat(<i32>p))))
            }
            continue
          }
          addAt(shift + <usize>i32x4.extract_lane(place, 0), f32x4.extract_lane(g, 0))
          addAt(shift + <usize>i32x4.extract_lane(place, 1) + 4, f32x4.extract_lane(g, 1))
          addAt(shift + <usize>i32x4.extract_lane(place, 2) + 8, f32x4.extract_lane(g, 2))
          addAt(shift + <usize>i32x4.extract_lane(place, 3) + 12, f32x4.extract_lane(g, 3))
        }
        for (; channel < channels; channel++) {
          let row = corner + bytes(channel)
          let best = load<f32>(row)
          let place = row
          for (let i = 0; i < rows; i++, row += rowBytes) {
            let p = row
            for (let j = 0; j < columns; j++, p += pixel) {
              if (load<f32>(p) > best) {
                best = load<f32>(p)
                place = p
              }
            }
          }
          addAt(shift + place, load<f32>(from + bytes(channel)))
        }
      }
    }
  }
}
