/**
 * Philox4x32-10, a counter-based random generator: 128 bits of counter and 64 bits of key give 128 random
 * bits, with no state in between (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
 *
 * It is written here, not taken from a library, because replay rests on it: every draw of a run must come
 * out the same for ever, and no JavaScript library offers a generator that is addressed by a counter.
 */

const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85
const ROUNDS = 10

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit integers. */
const multiplyHigh = (a: number, b: number): number => {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const cross = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) >>> 0
}

/**
 * Encrypts the counter in place: `block` holds the four counter words and then the four random words,
 * all unsigned 32-bit.
 */
export const philox4x32 = (block: Uint32Array, key0: number, key1: number): void => {
  let c0 = block[0] ?? 0
  let c1 = block[1] ?? 0
  let c2 = block[2] ?? 0
  let c3 = block[3] ?? 0
  let k0 = key0
  let k1 = key1
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0)
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0
    const high1 = multiplyHigh(MULTIPLIER_1, c2)
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0
    k0 = (k0 + WEYL_0) >>> 0
    k1 = (k1 + WEYL_1) >>> 0
  }
  block[0] = c0
  block[1] = c1
  block[2] = c2
  block[3] = c3
}
