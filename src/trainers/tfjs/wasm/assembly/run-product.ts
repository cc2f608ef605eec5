/**
 * The product at the heart of every convolution: each output pixel is the sum, over runs of numbers that lie in a row
 * in the framed image, of those numbers times as many rows of the filter. A run is three whole numbers: where it begins
 * after the pixel's first number, in which row of the filter, and how long it is.
 */
import { bytes } from "./geometry"

export const RUN_BYTES: usize = 12

export function writeRun(runs: usize, index: i32, place: i32, filterRow: i32, length: i32): void {
  const run = runs + <usize>index * RUN_BYTES
  store<i32>(run, place)
  store<i32>(run, filterRow, 4)
  store<i32>(run, length, 8)
}

@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b))
}

/** Four pixels, eight outputs. */
function tile48(p0: usize, step: usize, runs: usize, runsEnd: usize, filter: usize, row: usize, to: usize, toStep: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0
  for (let run = runs; run < runsEnd; run += RUN_BYTES) {
    let p = p0 + (<usize>load<i32>(run) << 2)
    let q = p + step
    let r = q + step
    let s = r + step
    let w = filter + <usize>load<i32>(run, 4) * row
    const end = p + (<usize>load<i32>(run, 8) << 2)
    for (; p < end; p += 4, q += 4, r += 4, s += 4, w += row) {
      const w0 = v128.load(w), w1 = v128.load(w, 16)
      let x = v128.load32_splat(p)
      a0 = madd(a0, x, w0); a1 = madd(a1, x, w1)
      x = v128.load32_splat(q)
      b0 = madd(b0, x, w0); b1 = madd(b1, x, w1)
      x = v128.load32_splat(r)
      c0 = madd(c0, x, w0); c1 = madd(c1, x, w1)
      x = v128.load32_splat(s)
      d0 = madd(d0, x, w0); d1 = madd(d1, x, w1)
    }
  }
  v128.store(to, a0); v128.store(to, a1, 16)
  to += toStep
  v128.store(to, b0); v128.store(to, b1, 16)
  to += toStep
  v128.store(to, c0); v128.store(to, c1, 16)
  to += toStep
  v128.store(to, d0); v128.store(to, d1, 16)
}

/** Four pixels, four outputs. */
function tile44(p0: usize, step: usize, runs: usize, runsEnd: usize, filter: usize, row: usize, to: usize, toStep: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  for (let run = runs; run < runsEnd; run += RUN_BYTES) {
    let p = p0 + (<usize>load<i32>(run) << 2)
    let q = p + step
    let r = q + step
    let s = r + step
    let w = filter + <usize>load<i32>(run, 4) * row
    const end = p + (<usize>load<i32>(run, 8) << 2)
    for (; p < end; p += 4, q += 4, r += 4, s += 4, w += row) {
      const w0 = v128.load(w)
      a = madd(a, v128.load32_splat(p), w0)
      b = madd(b, v128.load32_splat(q), w0)
      c = madd(c, v128.load32_splat(r), w0)
      d = madd(d, v128.load32_splat(s), w0)
    }
  }
  v128.store(to, a)
  v128.store(to + toStep, b)
  v128.store(to + 2 * toStep, c)
  v128.store(to + 3 * toStep, d)
}

/** One pixel, four outputs. */
function tile14(p0: usize, runs: usize, runsEnd: usize, filter: usize, row: usize, to: usize): void {
  let a = f32x4.splat(0)
  for (let run = runs; run < runsEnd; run += RUN_BYTES) {
    let p = p0 + (<usize>load<i32>(run) << 2)
    let w = filter + <usize>load<i32>(run, 4) * row
    const end = p + (<usize>load<i32>(run, 8) << 2)
    for (; p < end; p += 4, w += row) a = madd(a, v128.load32_splat(p), v128.load(w))
  }
  v128.store(to, a)
}

/** One pixel, one output. */
function tile11(p0: usize, runs: usize, runsEnd: usize, filter: usize, row: usize, to: usize): void {
  let a: f32 = 0
  for (let run = runs; run < runsEnd; run += RUN_BYTES) {
    let p = p0 + (<usize>load<i32>(run) << 2)
    let w = filter + <usize>load<i32>(run, 4) * row
    const end = p + (<usize>load<i32>(run, 8) << 2)
    for (; p < end; p += 4, w += row) a += load<f32>(p) * load<f32>(w)
  }
  store<f32>(to, a)
}

/**
 * A row of `width` pixels, `step` bytes apart in the image and `toStep` in the result, times filter [rows, outputs].
 * What is left over at the end of pixels or outputs is computed again together with the last that were done.
 */
export function multiplyRow(
  image: usize,
  step: usize,
  width: i32,
  runs: usize,
  runCount: i32,
  filter: usize,
  outputs: i32,
  to: usize,
  toStep: usize
): void {
  const row = bytes(outputs)
  const runsEnd = runs + <usize>runCount * RUN_BYTES
  let output = 0
  while (output < outputs) {
    const rest = outputs - output
    if (rest < 4 && outputs >= 4) output = outputs - 4
    const w = filter + bytes(output)
    const place = to + bytes(output)
    if (rest >= 8 && width >= 4) {
      for (let pixel = 0; pixel < width; pixel += 4) {
        const at = <usize>min(pixel, width - 4)
        tile48(image + at * step, step, runs, runsEnd, w, row, place + at * toStep, toStep)
      }
      output += 8
    } else if (outputs >= 4) {
      if (width >= 4) {
        for (let pixel = 0; pixel < width; pixel += 4) {
          const at = <usize>min(pixel, width - 4)
          tile44(image + at * step, step, runs, runsEnd, w, row, place + at * toStep, toStep)
        }
      } else {
        for (let at: usize = 0; at < <usize>width; at++)
          tile14(image + at * step, runs, runsEnd, w, row, place + at * toStep)
      }
      output += 4
    } else {
      for (let at: usize = 0; at < <usize>width; at++)
        tile11(image + at * step, runs, runsEnd, w, row, place + at * toStep)
      output += 1
    }
  }
}
