/**
 * The gradient of a depthwise filter: for each tap the sum over all pixels of the input under it times the gradient of
 * the output. A row of the filter's sums stays in registers for a whole image.
 */
import { depthwiseScratch } from "./depthwise"
import { bytes, paddedHeight, paddedWidth, Window } from "./geometry"
import { frameImage } from "./padding"

@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b))
}

/** Pixels of one image under one row of the filter: steps in bytes. */
@unmanaged
class Plane {
  image: usize
  imageStep: usize
  imageRow: usize
  gradient: usize
  pixel: usize
  height: i32
  width: i32
}

function rowOf3(plane: Plane, tap: usize, sum: usize): void {
  const pixel = plane.pixel, step = plane.imageStep
  let a = v128.load(sum), b = v128.load(sum + pixel), c = v128.load(sum + 2 * pixel)
  let g = plane.gradient
  for (let y = 0; y < plane.height; y++) {
    let p = plane.image + <usize>y * plane.imageRow
    for (let x = 0; x < plane.width; x++, p += step, g += pixel) {
      const d = v128.load(g)
      a = madd(a, v128.load(p), d)
      b = madd(b, v128.load(p + tap), d)
      c = madd(c, v128.load(p + 2 * tap), d)
    }
  }
  v128.store(sum, a); v128.store(sum + pixel, b); v128.store(sum + 2 * pixel, c)
}

function rowOf5(plane: Plane, tap: usize, sum: usize): void {
  const pixel = plane.pixel, step = plane.imageStep
  let s = sum
  let a = v128.load(s); s += pixel
  let b = v128.load(s); s += pixel
  let c = v128.load(s); s += pixel
  let d = v128.load(s); s += pixel
  let e = v128.load(s)
  let g = plane.gradient
  for (let y = 0; y < plane.height; y++) {
    let p = plane.image + <usize>y * plane.imageRow
    for (let x = 0; x < plane.width; x++, p += step, g += pixel) {
      const v = v128.load(g)
      let q = p
      a = madd(a, v128.load(q), v); q += tap
      b = madd(b, v128.load(q), v); q += tap
      c = madd(c, v128.load(q), v); q += tap
      d = madd(d, v128.load(q), v); q += tap
      e = madd(e, v128.load(q), v)
    }
  }
  v128.store(sum, a); sum += pixel
  v128.store(sum, b); sum += pixel
  v128.store(sum, c); sum += pixel
  v128.store(sum, d); sum += pixel
  v128.store(sum, e)
}

function rowOf7(plane: Plane, tap: usize, sum: usize): void {
  const pixel = plane.pixel, step = plane.imageStep
  let s = sum
  let a = v128.load(s); s += pixel
  let b = v128.load(s); s += pixel
  let c = v128.load(s); s += pixel
  let d = v128.load(s); s += pixel
  let e = v128.load(s); s += pixel
  let f = v128.load(s); s += pixel
  let h = v128.load(s)
  let g = plane.gradient
  for (let y = 0; y < plane.height; y++) {
    let p = plane.image + <usize>y * plane.imageRow
    for (let x = 0; x < plane.width; x++, p += step, g += pixel) {
      const v = v128.load(g)
      let q = p
      a = madd(a, v128.load(q), v); q += tap
      b = madd(b, v128.load(q), v); q += tap
      c = madd(c, v128.load(q), v); q += tap
      d = madd(d, v128.load(q), v); q += tap
      e = madd(e, v128.load(q), v); q += tap
      f = madd(f, v128.load(q), v); q += tap
      h = madd(h, v128.load(q), v)
    }
  }
  v128.store(sum, a); sum += pixel
  v128.store(sum, b); sum += pixel
  v128.store(sum, c); sum += pixel
  v128.store(sum, d); sum += pixel
  v128.store(sum, e); sum += pixel
  v128.store(sum, f); sum += pixel
  v128.store(sum, h)
}

/** One tap, four channels. */
function tapOf4(plane: Plane, sum: usize): void {
  let a = v128.load(sum)
  let g = plane.gradient
  for (let y = 0; y < plane.height; y++) {
    let p = plane.image + <usize>y * plane.imageRow
    for (let x = 0; x < plane.width; x++, p += plane.imageStep, g += plane.pixel) a = madd(a, v128.load(p), v128.load(g))
  }
  v128.store(sum, a)
}

/** One tap, one channel. */
function tapOf1(plane: Plane, sum: usize): void {
  let a = load<f32>(sum)
  let g = plane.gradient
  for (let y = 0; y < plane.height; y++) {
    let p = plane.image + <usize>y * plane.imageRow
    for (let x = 0; x < plane.width; x++, p += plane.imageStep, g += plane.pixel) a += load<f32>(p) * load<f32>(g)
  }
  store<f32>(sum, a)
}

function addFourChannels(window: Window, plane: Plane, frame: usize, gradient: usize, sums: usize, rowBytes: usize): void {
  const tap = <usize>window.dilationWidth * plane.pixel
  plane.gradient = gradient
  for (let row = 0; row < window.height; row++) {
    const from = frame + <usize>(row * window.dilationHeight) * rowBytes
    const sum = sums + <usize>(row * window.width) * plane.pixel
    plane.image = from
    if (window.width == 3) rowOf3(plane, tap, sum)
    else if (window.width == 5) rowOf5(plane, tap, sum)
    else if (window.width == 7) rowOf7(plane, tap, sum)
    else {
      for (let column = 0; column < window.width; column++) {
        plane.image = from + <usize>column * tap
        tapOf4(plane, sum + <usize>column * plane.pixel)
      }
    }
  }
}

function addOneChannel(window: Window, plane: Plane, frame: usize, gradient: usize, sums: usize, rowBytes: usize): void {
  plane.gradient = gradient
  for (let row = 0; row < window.height; row++) {
    for (let column = 0; column < window.width; column++) {
      plane.image = frame + <usize>(row * window.dilationHeight) * rowBytes + <usize>(column * window.dilationWidth) * plane.pixel
      tapOf1(plane, sums + <usize>(row * window.width + column) * plane.pixel)
    }
  }
}

/** Bytes of scratch for `depthwiseFilterGradient`. */
export function depthwiseFilterScratch(window: Window): usize {
  return depthwiseScratch(window) + 64
}

/** x, dy [n, outHeight, outWidth, channels x multiplier] -> dfilter [height, width, channels, multiplier]. */
export function depthwiseFilterGradient(window: Window, x: usize, dy: usize, dfilter: usize, scratch: usize): void {
  const channels = window.channels * window.outputs
  const plane = changetype<Plane>(scratch)
  const frame = scratch + 64
  const frameHeight = paddedHeight(window), frameWidth = paddedWidth(window)
  const pixel = bytes(channels)
  const rowBytes = <usize>frameWidth * pixel
  memory.fill(dfilter, 0, bytes(window.height * window.width * channels))
  plane.pixel = pixel
  plane.imageStep = <usize>window.strideWidth * pixel
  plane.imageRow = <usize>window.strideHeight * rowBytes
  plane.height = window.outHeight
  plane.width = window.outWidth
  for (let image = 0; image < window.batch; image++) {
    frameImage(
      x + bytes(image * window.inHeight * window.inWidth * window.channels), frame,
      window.inHeight, window.inWidth, window.channels, frameHeight, frameWidth, window.top, window.left,
      1, 1, window.outputs, window.rectifies != 0
    )
    const gradient = dy + <usize>(image * window.outHeight * window.outWidth) * pixel
    let channel = 0
    for (; channel + 4 <= channels; channel += 4)
      addFourChannels(window, plane, frame + bytes(channel), gradient + bytes(channel), dfilter + bytes(channel), rowBytes)
    for (; channel < channels; channel++)
      addOneChannel(window, plane, frame + bytes(channel), gradient + bytes(channel), dfilter + bytes(channel), rowBytes)
  }
}
