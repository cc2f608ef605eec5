/**
 * Holm's correction (1979) of several p values: after it, the chance that any of them falls below a level by chance
 * alone is at most that level.
 */

/** The corrected values, in the order given. */
export const holm = (values: readonly number[]): readonly number[] => {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value)
  const corrected = new Array<number>(values.length).fill(1)
  let largest = 0
  for (const [rank, { value, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, value * (values.length - rank)))
    corrected[index] = largest
  }
  return corrected
}
