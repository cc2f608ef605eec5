/**
 * One row of a depthwise convolution over a framed image, for four channels: filters of 3, 5 and 7 columns without
 * stride or dilation keep a row of the filter in registers and read each number of the image once for four outputs; all
 * others go tap by tap through a list. A tap is two whole numbers: its place after the pixel in the image, and in the
 * filter, in numbers.
 */
import { bytes } from "./geometry"

export const TAP_BYTES: usize = 8

export function writeTap(taps: usize, index: i32, place: i32, filterPlace: i32): void {
  store<i32>(taps + <usize>index * TAP_BYTES, place)
  store<i32>(taps + <usize>index * TAP_BYTES, filterPlace, 4)
}

@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b))
}

/** `pixel` bytes from pixel to pixel, `row` from row to row of the image. */
function four3(image: usize, pixel: usize, row: usize, filter: usize, height: i32, to: usize, toStep: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  for (let i = 0; i < height; i++, image += row, filter += 3 * pixel) {
    const u = v128.load(filter), v = v128.load(filter + pixel), w = v128.load(filter + 2 * pixel)
    let p = image
    let x = v128.load(p)
    a = madd(a, x, u)
    p += pixel; x = v128.load(p)
    a = madd(a, x, v); b = madd(b, x, u)
    p += pixel; x = v128.load(p)
    a = madd(a, x, w); b = madd(b, x, v); c = madd(c, x, u)
    p += pixel; x = v128.load(p)
    b = madd(b, x, w); c = madd(c, x, v); d = madd(d, x, u)
    p += pixel; x = v128.load(p)
    c = madd(c, x, w); d = madd(d, x, v)
    p += pixel; x = v128.load(p)
    d = madd(d, x, w)
  }
  v128.store(to, a); v128.store(to + toStep, b); v128.store(to + 2 * toStep, c); v128.store(to + 3 * toStep, d)
}

function four5(image: usize, pixel: usize, row: usize, filter: usize, height: i32, to: usize, toStep: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  for (let i = 0; i < height; i++, image += row) {
    const r = v128.load(filter); filter += pixel
    const s = v128.load(filter); filter += pixel
    const t = v128.load(filter); filter += pixel
    const u = v128.load(filter); filter += pixel
    const v = v128.load(filter); filter += pixel
    let p = image
    let x = v128.load(p)
    a = madd(a, x, r)
    p += pixel; x = v128.load(p)
    a = madd(a, x, s); b = madd(b, x, r)
    p += pixel; x = v128.load(p)
    a = madd(a, x, t); b = madd(b, x, s); c = madd(c, x, r)
    p += pixel; x = v128.load(p)
    a = madd(a, x, u); b = madd(b, x, t); c = madd(c, x, s); d = madd(d, x, r)
    p += pixel; x = v128.load(p)
    a = madd(a, x, v); b = madd(b, x, u); c = madd(c, x, t); d = madd(d, x, s)
    p += pixel; x = v128.load(p)
    b = madd(b, x, v); c = madd(c, x, u); d = madd(d, x, t)
    p += pixel; x = v128.load(p)
    c = madd(c, x, v); d = madd(d, x, u)
    p += pixel; x = v128.load(p)
    d = madd(d, x, v)
  }
  v128.store(to, a); v128.store(to + toStep, b); v128.store(to + 2 * toStep, c); v128.store(to + 3 * toStep, d)
}

function four7(image: usize, pixel: usize, row: usize, filter: usize, height: i32, to: usize, toStep: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  for (let i = 0; i < height; i++, image += row) {
    const q = v128.load(filter); filter += pixel
    const r = v128.load(filter); filter += pixel
    const s = v128.load(filter); filter += pixel
    const t = v128.load(filter); filter += pixel
    const u = v128.load(filter); filter += pixel
    const v = v128.load(filter); filter += pixel
    const w = v128.load(filter); filter += pixel
    let p = image
    let x = v128.load(p)
    a = madd(a, x, q)
    p += pixel; x = v128.load(p)
    a = madd(a, x, r); b = madd(b, x, q)
    p += pixel; x = v128.load(p)
    a = madd(a, x, s); b = madd(b, x, r); c = madd(c, x, q)
    p += pixel; x = v128.load(p)
    a = madd(a, x, t); b = madd(b, x, s); c = madd(c, x, r); d = madd(d, x, q)
    p += pixel; x = v128.load(p)
    a = madd(a, x, u); b = madd(b, x, t); c = madd(c, x, s); d = madd(d, x, r)
    p += pixel; x = v128.load(p)
    a = madd(a, x, v); b = madd(b, x, u); c = madd(c, x, t); d = madd(d, x, s)
    p += pixel; x = v128.load(p)
    a = madd(a, x, w); b = madd(b, x, v); c = madd(c, x, u); d = madd(d, x, t)
    p += pixel; x = v128.load(p)
    b = madd(b, x, w); c = madd(c, x, v); d = madd(d, x, u)
    p += pixel; x = v128.load(p)
    c = madd(c, x, w); d = madd(d, x, v)
    p += pixel; x = v128.load(p)
    d = madd(d, x, w)
  }
  v128.store(to, a); v128.store(to + toStep, b); v128.store(to + 2 * toStep, c); v128.store(to + 3 * toStep, d)
}

/** Whether `denseRow` has code for a filter of that many columns. */
export function isDense(columns: i32): bool {
  return columns == 3 || columns == 5 || columns == 7
}

/** `width` >= 4 pixels of one row; pixels lie `pixel` bytes apart in image and filter, and `toStep` in the result. */
export function denseRow(
  image: usize, pixel: usize, row: usize, filter: usize, height: i32, columns: i32, width: i32, to: usize, toStep: usize
): void {
  for (let x = 0; x < width; x += 4) {
    const at = <usize>min(x, width - 4)
    const from = image + at * pixel
    const place = to + at * toStep
    if (columns == 3) four3(from, pixel, row, filter, height, place, toStep)
    else if (columns == 5) four5(from, pixel, row, filter, height, place, toStep)
    else four7(from, pixel, row, filter, height, place, toStep)
  }
}

function four(image: usize, step: usize, taps: usize, tapsEnd: usize, filter: usize, to: usize, toStep: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  for (let tap = taps; tap < tapsEnd; tap += TAP_BYTES) {
    const p = image + bytes(load<i32>(tap))
    const w = v128.load(filter + bytes(load<i32>(tap, 4)))
    a = madd(a, v128.load(p), w)
    b = madd(b, v128.load(p + step), w)
    c = madd(c, v128.load(p + 2 * step), w)
    d = madd(d, v128.load(p + 3 * step), w)
  }
  v128.store(to, a); v128.store(to + toStep, b); v128.store(to + 2 * toStep, c); v128.store(to + 3 * toStep, d)
}

function one(image: usize, taps: usize, tapsEnd: usize, filter: usize, to: usize): void {
  let a = f32x4.splat(0)
  for (let tap = taps; tap < tapsEnd; tap += TAP_BYTES)
    a = madd(a, v128.load(image + bytes(load<i32>(tap))), v128.load(filter + bytes(load<i32>(tap, 4))))
  v128.store(to, a)
}

/** Any taps, four channels. */
export function tapRow(
  image: usize, step: usize, taps: usize, tapCount: i32, filter: usize, width: i32, to: usize, toStep: usize
): void {
  const end = taps + <usize>tapCount * TAP_BYTES
  if (width < 4) {
    for (let x: usize = 0; x < <usize>width; x++) one(image + x * step, taps, end, filter, to + x * toStep)
    return
  }
  for (let x = 0; x < width; x += 4) {
    const at = <usize>min(x, width - 4)
    four(image + at * step, step, taps, end, filter, to + at * toStep, toStep)
  }
}

/** Any taps, one channel. */
export function scalarTapRow(
  image: usize, step: usize, taps: usize, tapCount: i32, filter: usize, width: i32, to: usize, toStep: usize
): void {
  const end = taps + <usize>tapCount * TAP_BYTES
  for (let x = 0; x < width; x++, image += step, to += toStep) {
    let a: f32 = 0
    for (let tap = taps; tap < end; tap += TAP_BYTES)
      a += load<f32>(image + bytes(load<i32>(tap))) * load<f32>(filter + bytes(load<i32>(tap, 4)))
    store<f32>(to, a)
  }
}
