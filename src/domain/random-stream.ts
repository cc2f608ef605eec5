/**
 * Chance comes from named streams: `randomStream(seed, "select", 17)` is the same sequence of draws wherever
 * and whenever it is made. A stream is derived where it is needed and never stored, so there is no generator
 * state to save, and a resumed run draws what the uninterrupted one would have drawn.
 * A new use of chance takes a new name; streams of different names or indexes are independent.
 */
import { philox4x32 } from "./philox.ts"

export interface RandomStream {
  /** A uniform integer in [0, bound), without bias; `bound` is an integer in [1, 2^32]. */
  readonly below: (bound: number) => number
  /** A uniform number in [0, 1) with 53 random bits. */
  readonly unit: () => number
  /** A draw from the standard normal distribution (Box–Muller). */
  readonly normal: () => number
}

/** A seed is an integer in [1, 2^53): zero is refused since TensorFlow.js takes it for "no seed". */
export type Seed = number

const fnv1a32 = (name: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

const nameHashes = new Map<string, number>()
const nameHash = (name: string): number => {
  const known = nameHashes.get(name)
  if (known !== undefined) return known
  const hash = fnv1a32(name)
  nameHashes.set(name, hash)
  return hash
}

const TWO_32 = 0x1_0000_0000

/** The stream called `name` with number `index` (a birth number, for instance) of the run seeded with `seed`. */
export const randomStream = (seed: Seed, name: string, index: number): RandomStream => {
  const key0 = seed >>> 0
  const key1 = Math.floor(seed / TWO_32) >>> 0
  const name32 = nameHash(name)
  // Made at the first draw: many streams are offered to a policy that then has no use for chance.
  let block: Uint32Array | undefined
  let blockNumber = 0
  let used = 4

  const word = (): number => {
    if (block === undefined || used === 4) {
      block ??= new Uint32Array(4)
      block[0] = blockNumber++
      block[1] = index >>> 0
      block[2] = Math.floor(index / TWO_32) >>> 0
      block[3] = name32
      philox4x32(block, key0, key1)
      used = 0
    }
    return block[used++] ?? 0
  }

  const below = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_32) {
      throw new RangeError(`a random integer below ${bound} was asked for; the bound must be in [1, 2^32]`)
    }
    // Words at or above the largest multiple of the bound are drawn again, otherwise small results are favoured.
    // That multiple lies above 2^32 - bound, so nearly every draw is settled without computing it.
    let drawn = word()
    if (drawn < TWO_32 - bound) return drawn % (bound >>> 0)
    const limit = TWO_32 - (TWO_32 % bound)
    while (drawn >= limit) drawn = word()
    return drawn % bound
  }

  const unit = (): number => ((word() >>> 5) * 0x400_0000 + (word() >>> 6)) / 0x20_0000_0000_0000

  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - unit()))
    return radius * Math.cos(2 * Math.PI * unit())
  }

  return { below, unit, normal }
}
