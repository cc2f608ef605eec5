/** The gradient of the ReLU. */
import { bytes } from "./geometry"

/** dx = dy where x > 0, otherwise 0. */
export function rectifyGradient(x: usize, dy: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0)
  const end = x + bytes(count)
  for (; x + 16 <= end; x += 16, dy += 16, dx += 16)
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(x), zero)))
  for (; x < end; x += 4, dy += 4, dx += 4) store<f32>(dx, load<f32>(x) > 0 ? load<f32>(dy) : 0)
}
