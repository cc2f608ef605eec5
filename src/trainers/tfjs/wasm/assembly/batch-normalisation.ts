/**
 * Batch normalisation over x [rows, channels], forward and backward (Ioffe & Szegedy 2015). Mean and variance come from
 * one reading of x: each block of rows is measured while it is in the cache, and the blocks are combined by the formula
 * of Chan, Golub & LeVeque (1979), which loses nothing where the mean is large.
 */
import { bytes } from "./geometry"

/** Rows of a block: so few numbers that they stay in the first cache. */
@inline
function blockRows(channels: i32): i32 {
  return max(8, 4096 / channels)
}

/** Combines block statistics (of `count` rows) of one channel into those of the `before` rows before them. */
@inline
function combine(mean: usize, squares: usize, blockMean: f32, blockSquares: f32, before: i32, count: i32): void {
  const all = <f32>(before + count)
  const delta = blockMean - load<f32>(mean)
  store<f32>(mean, load<f32>(mean) + delta * (<f32>count / all))
  store<f32>(squares, load<f32>(squares) + blockSquares + delta * delta * (<f32>before * (<f32>count / all)))
}

function measureBlock4(from: usize, row: usize, count: i32, mean: usize, squares: usize, before: i32): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  let p = from
  let i = 0
  for (; i + 4 <= count; i += 4, p += 4 * row) {
    a = f32x4.add(a, v128.load(p))
    b = f32x4.add(b, v128.load(p + row))
    c = f32x4.add(c, v128.load(p + 2 * row))
    d = f32x4.add(d, v128.load(p + 3 * row))
  }
  for (; i < count; i++, p += row) a = f32x4.add(a, v128.load(p))
  const blockMean = f32x4.mul(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.splat(<f32>1 / <f32>count))
  a = b = c = d = f32x4.splat(0)
  p = from
  i = 0
  for (; i + 4 <= count; i += 4, p += 4 * row) {
    let x = f32x4.sub(v128.load(p), blockMean)
    a = f32x4.add(a, f32x4.mul(x, x))
    x = f32x4.sub(v128.load(p + row), blockMean)
    b = f32x4.add(b, f32x4.mul(x, x))
    x = f32x4.sub(v128.load(p + 2 * row), blockMean)
    c = f32x4.add(c, f32x4.mul(x, x))
    x = f32x4.sub(v128.load(p + 3 * row), blockMean)
    d = f32x4.add(d, f32x4.mul(x, x))
  }
  for (; i < count; i++, p += row) {
    const x = f32x4.sub(v128.load(p), blockMean)
    a = f32x4.add(a, f32x4.mul(x, x))
  }
  const blockSquares = f32x4.add(f32x4.add(a, b), f32x4.add(c, d))
  combine(mean, squares, f32x4.extract_lane(blockMean, 0), f32x4.extract_lane(blockSquares, 0), before, count)
  combine(mean + 4, squares + 4, f32x4.extract_lane(blockMean, 1), f32x4.extract_lane(blockSquares, 1), before, count)
  combine(mean + 8, squares + 8, f32x4.extract_lane(blockMean, 2), f32x4.extract_lane(blockSquares, 2), before, count)
  combine(mean + 12, squares + 12, f32x4.extract_lane(blockMean, 3), f32x4.extract_lane(blockSquares, 3), before, count)
}

function measureBlock1(from: usize, row: usize, count: i32, mean: usize, squares: usize, before: i32): void {
  let sum: f32 = 0
  let p = from
  for (let i = 0; i < count; i++, p += row) sum += load<f32>(p)
  const blockMean = sum / <f32>count
  let blockSquares: f32 = 0
  p = from
  for (let i = 0; i < count; i++, p += row) {
    const x = load<f32>(p) - blockMean
    blockSquares += x * x
  }
  combine(mean, squares, blockMean, blockSquares, before, count)
}

/** mean and biased variance [channels]; inverse = 1 / sqrt(variance + epsilon). */
export function measure(
  x: usize, rows: i32, channels: i32, epsilon: f32, mean: usize, variance: usize, inverse: usize
): void {
  const row = bytes(channels)
  const block = blockRows(channels)
  memory.fill(mean, 0, row)
  memory.fill(variance, 0, row)
  for (let first = 0; first < rows; first += block) {
    const count = min(block, rows - first)
    const from = x + <usize>first * row
    let channel = 0
    for (; channel + 4 <= channels; channel += 4) {
      const offset = bytes(channel)
      measureBlock4(from + offset, row, count, mean + offset, variance + offset, first)
    }
    for (; channel < channels; channel++) {
      const offset = bytes(channel)
      measureBlock1(from + offset, row, count, mean + offset, variance + offset, first)
    }
  }
  for (let channel = 0; channel < channels; channel++) {
    const offset = bytes(channel)
    const value = load<f32>(variance + offset) / <f32>rows
    store<f32>(variance + offset, value)
    store<f32>(inverse + offset, <f32>1 / sqrt<f32>(value + epsilon))
  }
}

/** y = x factor + shift, channel by channel; factor and shift [channels]. */
export function scaleAndShift(x: usize, factor: usize, shift: usize, y: usize, rows: i32, channels: i32): void {
  const row = bytes(channels)
  const block = blockRows(channels)
  for (let first = 0; first < rows; first += block) {
    const count = min(block, rows - first)
    const offset = <usize>first * row
    let channel = 0
    for (; channel + 4 <= channels; channel += 4) {
      const a = v128.load(factor + bytes(channel)), b = v128.load(shift + bytes(channel))
      let p = x + offset + bytes(channel), q = y + offset + bytes(channel)
      for (let i = 0; i < count; i++, p += row, q += row)
        v128.store(q, f32x4.add(f32x4.mul(v128.load(p), a), b))
    }
    for (; channel < channels; channel++) {
      const a = load<f32>(factor + bytes(channel)), b = load<f32>(shift + bytes(channel))
      let p = x + offset + bytes(channel), q = y + offset + bytes(channel)
      for (let i = 0; i < count; i++, p += row, q += row) store<f32>(q, load<f32>(p) * a + b)
    }
  }
}

/** y = (x - mean) inverse scale + offset; mean, variance and inverse are measured. */
export function normalise(
  x: usize, scale: usize, offset: usize, y: usize, mean: usize, variance: usize, inverse: usize,
  rows: i32, channels: i32, epsilon: f32, scratch: usize
): void {
  measure(x, rows, channels, epsilon, mean, variance, inverse)
  const factor = scratch, shift = scratch + bytes(channels)
  for (let channel = 0; channel < channels; channel++) {
    const place = bytes(channel)
    const a = load<f32>(scale + place) * load<f32>(inverse + place)
    store<f32>(factor + place, a)
    store<f32>(shift + place, load<f32>(offset + place) - load<f32>(mean + place) * a)
  }
  scaleAndShift(x, factor, shift, y, rows, channels)
}

/** Adds the sums of dy and of dy (x - mean) over a block, four channels. */
function addProducts4(x: usize, dy: usize, row: usize, count: i32, mean: usize, dscale: usize, doffset: usize): void {
  const m = v128.load(mean)
  let a = f32x4.splat(0), b = a, c = a, d = a
  let i = 0
  for (; i + 2 <= count; i += 2, x += 2 * row, dy += 2 * row) {
    let g = v128.load(dy)
    a = f32x4.add(a, g)
    b = f32x4.add(b, f32x4.mul(g, f32x4.sub(v128.load(x), m)))
    g = v128.load(dy + row)
    c = f32x4.add(c, g)
    d = f32x4.add(d, f32x4.mul(g, f32x4.sub(v128.load(x + row), m)))
  }
  if (i < count) {
    const g = v128.load(dy)
    a = f32x4.add(a, g)
    b = f32x4.add(b, f32x4.mul(g, f32x4.sub(v128.load(x), m)))
  }
  v128.store(doffset, f32x4.add(v128.load(doffset), f32x4.add(a, c)))
  v128.store(dscale, f32x4.add(v128.load(dscale), f32x4.add(b, d)))
}

/** dscale and doffset [channels]: the sums over rows of dy (x - mean) inverse and of dy. */
export function sumProducts(
  x: usize, dy: usize, mean: usize, inverse: usize, dscale: usize, doffset: usize, rows: i32, channels: i32
): void {
  const row = bytes(channels)
  const block = max(4, blockRows(channels) / 2)
  memory.fill(dscale, 0, row)
  memory.fill(doffset, 0, row)
  for (let first = 0; first < rows; first += block) {
    const count = min(block, rows - first)
    const at = <usize>first * row
    let channel = 0
    for (; channel + 4 <= channels; channel += 4) {
      const place = bytes(channel)
      addProducts4(x + at + place, dy + at + place, row, count, mean + place, dscale + place, doffset + place)
    }
    for (; channel < channels; channel++) {
      const place = bytes(channel)
      const m = load<f32>(mean + place)
      let sum: f32 = 0, product: f32 = 0
      let p = x + at + place, q = dy + at + place
      for (let i = 0; i < count; i++, p += row, q += row) {
        sum += load<f32>(q)
        product += load<f32>(q) * (load<f32>(p) - m)
      }
      store<f32>(doffset + place, load<f32>(doffset + place) + sum)
      store<f32>(dscale + place, load<f32>(dscale + place) + product)
    }
  }
  for (let channel = 0; channel < channels; channel++) {
    const place = bytes(channel)
    store<f32>(dscale + place, load<f32>(dscale + place) * load<f32>(inverse + place))
  }
}

/**
 * With h = (x - mean) inverse and averages over the rows: dx = scale inverse (dy - avg(dy) - h avg(dy h)), put as
 * a dy + b x + c; `scratch` holds 3 x channels numbers.
 */
export function normaliseGradient(
  x: usize, dy: usize, scale: usize, mean: usize, inverse: usize, dx: usize, dscale: usize, doffset: usize,
  rows: i32, channels: i32, scratch: usize
): void {
  sumProducts(x, dy, mean, inverse, dscale, doffset, rows, channels)
  const row = bytes(channels)
  const as = scratch, bs = as + row, cs = bs + row
  writeGradientFactors(scale, mean, inverse, dscale, doffset, rows, channels, scratch)
  const block = max(4, blockRows(channels) / 2)
  for (let first = 0; first < rows; first += block) {
    const count = min(block, rows - first)
    const at = <usize>first * row
    let channel = 0
    for (; channel + 4 <= channels; channel += 4) {
      const place = bytes(channel)
      const a = v128.load(as + place), b = v128.load(bs + place), c = v128.load(cs + place)
      let p = x + at + place, q = dy + at + place, r = dx + at + place
      for (let i = 0; i < count; i++, p += row, q += row, r += row)
        v128.store(r, f32x4.add(f32x4.add(f32x4.mul(a, v128.load(q)), f32x4.mul(b, v128.load(p))), c))
    }
    for (; channel < channels; channel++) {
      const place = bytes(channel)
      const a = load<f32>(as + place), b = load<f32>(bs + place), c = load<f32>(cs + place)
      let p = x + at + place, q = dy + at + place, r = dx + at + place
      for (let i = 0; i < count; i++, p += row, q += row, r += row)
        store<f32>(r, a * load<f32>(q) + b * load<f32>(p) + c)
    }
  }
}

/** The factors a, b, c of dx = a dy + b x + c, [channels] each, one after the other. */
export function writeGradientFactors(
  scale: usize, mean: usize, inverse: usize, dscale: usize, doffset: usize, rows: i32, channels: i32, factors: usize
): void {
  const row = bytes(channels)
  const share = <f32>1 / <f32>rows
  for (let channel = 0; channel < channels; channel++) {
    const place = bytes(channel)
    const a = load<f32>(scale + place) * load<f32>(inverse + place)
    const b = -a * (load<f32>(dscale + place) * share) * load<f32>(inverse + place)
    store<f32>(factors + place, a)
    store<f32>(factors + row + place, b)
    store<f32>(factors + 2 * row + place, -a * (load<f32>(doffset + place) * share) - b * load<f32>(mean + place))
  }
}
