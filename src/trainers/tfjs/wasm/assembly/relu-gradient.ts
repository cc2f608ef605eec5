/** Operations number by number. */
import { bytes } from "./geometry"

/** dx = dy where x > 0, otherwise 0. */
export function rectifyGradient(x: usize, dy: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0)
  const end = x + bytes(count)
  for (; x + 16 <= end; x += 16, dy += 16, dx += 16)
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(x), zero)))
  for (; x < end; x += 4, dy += 4, dx += 4) store<f32>(dx, load<f32>(x) > 0 ? load<f32>(dy) : 0)
}

export function add(a: usize, b: usize, sum: usize, count: i32): void {
  const end = a + bytes(count)
  for (; a + 16 <= end; a += 16, b += 16, sum += 16) v128.store(sum, f32x4.add(v128.load(a), v128.load(b)))
  for (; a < end; a += 4, b += 4, sum += 4) store<f32>(sum, load<f32>(a) + load<f32>(b))
}

/** from [rows, columns] -> to [columns, rows]. */
export function transpose(from: usize, to: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    let place = to + bytes(row)
    for (let column = 0; column < columns; column++, from += 4, place += bytes(rows))
      store<f32>(place, load<f32>(from))
  }
}
