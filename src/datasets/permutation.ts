/** A uniformly drawn order of 0 … count-1 (Fisher–Yates), from a named stream: the only shuffle data sets use. */
import type { RandomStream } from "../domain/random-stream.ts"

export const permutation = (count: number, stream: RandomStream): Uint32Array => {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = stream.below(last + 1)
    const moved = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = moved
  }
  return order
}
