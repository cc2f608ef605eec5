/**
 * The effect size A12 (Vargha and Delaney 2000): the chance that a value of the first sample is larger than one of
 * the second, ties counting half. 0.5 is no difference; 0.56, 0.64 and 0.71 are called small, medium and large.
 */

export const varghaDelaney = (first: readonly number[], second: readonly number[]): number => {
  let larger = 0
  for (const a of first) for (const b of second) larger += a > b ? 1 : a === b ? 0.5 : 0
  return larger / (first.length * second.length)
}
