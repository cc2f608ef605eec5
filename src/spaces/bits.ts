/**
 * The toy search space of Regularized Evolution (Real et al. 2018, arXiv 1802.01548): strings of D bits, of
 * which the one with all bits set is best. It is solved in milliseconds, so it shows how evolution itself
 * behaves, without the noise and the price of training.
 *
 * How good a string is belongs to the evaluator (`trainers/synthetic.ts`), not to the space.
 */
import * as z from "zod"
import type { RandomStream } from "../domain/random-stream.ts"
import type { Mutation, Space } from "../domain/space.ts"
import { digitDecisions } from "./digit-genome.ts"

/** `length` is D, the number of bits; the authors' notebook uses 100. */
export const bitsConfig = z.strictObject({
  kind: z.literal("bits"),
  length: z.int().min(1).max(4096).default(100)
})
export type BitsConfig = z.output<typeof bitsConfig>

/** The space of all strings of `length` characters "0" or "1", with one operator, `flip`. */
export const makeBitsSpace = ({ length }: BitsConfig): Space<string> => ({
  kind: "bits",
  genome: z
    .string()
    .regex(new RegExp(`^[01]{${length}}$`), `must be a string of ${length} characters 0 or 1`),
  random: (stream) => randomBits(length, stream),
  operators: { flip },
  decisions: digitDecisions({ places: length, options: 2 }),
  crossover,
  describe: (genome) => {
    const shown = genome.length > SHOWN_BITS_MAX ? `${genome.slice(0, SHOWN_BITS_MAX)}…` : genome
    return `${countOnes(genome)} of ${genome.length} bits set: ${shown}`
  }
})

/** How many bits of a genome are set. */
export const countOnes = (genome: string): number => {
  let ones = 0
  for (let i = 0; i < genome.length; i++) ones += genome.charCodeAt(i) - CODE_OF_0
  return ones
}

const CODE_OF_0 = 48
const SHOWN_BITS_MAX = 64
const BITS_PER_DRAW = 32

const randomBits = (length: number, stream: RandomStream): string => {
  let bits = ""
  while (bits.length < length)
    bits += stream
      .below(2 ** BITS_PER_DRAW)
      .toString(2)
      .padStart(BITS_PER_DRAW, "0")
  return bits.slice(0, length)
}

/** Uniform crossover: each bit is that of either parent, with equal chances. */
const crossover = (first: string, second: string, stream: RandomStream): Mutation<string> => {
  const mask = randomBits(first.length, stream)
  const genome = Array.from(mask, (choice, bit) => (choice === "0" ? first : second)[bit]).join("")
  return { genome, change: { fromSecond: countOnes(mask) } }
}

/** Flips exactly one bit, each equally likely. */
const flip = (genome: string, stream: RandomStream): Mutation<string> => {
  const bit = stream.below(genome.length)
  const flipped = genome[bit] === "0" ? "1" : "0"
  return { genome: genome.slice(0, bit) + flipped + genome.slice(bit + 1), change: { bit } }
}
