/** Sums over the leading axes: numbers [rows, channels] -> [channels], in blocks of rows so that errors stay small. */
import { bytes } from "./geometry"

const BLOCK_ROWS = 128

/** sum += each of `rows` rows, four channels. */
@inline
function addBlock4(x: usize, row: usize, rows: i32, sum: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  let i = 0
  for (; i + 4 <= rows; i += 4) {
    a = f32x4.add(a, v128.load(x))
    b = f32x4.add(b, v128.load(x + row))
    c = f32x4.add(c, v128.load(x + 2 * row))
    d = f32x4.add(d, v128.load(x + 3 * row))
    x += 4 * row
  }
  for (; i < rows; i++, x += row) a = f32x4.add(a, v128.load(x))
  v128.store(sum, f32x4.add(v128.load(sum), f32x4.add(f32x4.add(a, b), f32x4.add(c, d))))
}

/** sums [channels] = the sum of x [rows, channels] over its rows, times `factor`. */
export function sumRows(x: usize, rows: i32, channels: i32, factor: f32, sums: usize): void {
  const row = bytes(channels)
  memory.fill(sums, 0, row)
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const count = min(BLOCK_ROWS, rows - first)
    const from = x + <usize>first * row
    let channel = 0
    for (; channel + 4 <= channels; channel += 4) addBlock4(from + bytes(channel), row, count, sums + bytes(channel))
    for (; channel < channels; channel++) {
      let sum: f32 = 0
      let p = from + bytes(channel)
      for (let i = 0; i < count; i++, p += row) sum += load<f32>(p)
      store<f32>(sums + bytes(channel), load<f32>(sums + bytes(channel)) + sum)
    }
  }
  for (let channel = 0; channel < channels; channel++)
    store<f32>(sums + bytes(channel), load<f32>(sums + bytes(channel)) * factor)
}
