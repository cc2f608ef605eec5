/**
 * Genomes that are strings of digits, each digit a choice among the same few operations: how a controller decides
 * them, how two are mixed, how one digit is changed. The spaces of NAS-Bench-201 and NAS-Bench-Macro are such, and
 * bit strings are as far as a controller is concerned.
 */
import type { RandomStream } from "../domain/random-stream.ts"
import type { DecisionCoding, Mutation } from "../domain/space.ts"

/** `places` digits, each below `options`, which is at most 10. */
export interface DigitShape {
  readonly places: number
  readonly options: number
}

/** One decision a digit, in the order of the digits. */
export const digitDecisions = ({ places, options }: DigitShape): DecisionCoding<string> => ({
  options: new Array<number>(places).fill(options),
  toGenome: (decisions) =>
    decisions.length === places && decisions.every((decision) => isBelow(decision, options))
      ? decisions.join("")
      : undefined,
  toDecisions: (genome) => Array.from(genome, Number)
})

const isBelow = (decision: number, options: number): boolean =>
  Number.isInteger(decision) && decision >= 0 && decision < options

/** Uniform crossover: each digit comes from either parent, each equally likely; `names` are those of the places. */
export const digitCrossover =
  (names: readonly string[]) =>
  (first: string, second: string, stream: RandomStream): Mutation<string> => {
    const drawn = stream.below(2 ** names.length)
    const comesFromSecond = (place: number): boolean => ((drawn >>> place) & 1) === 1
    return {
      genome: Array.from(first, (digit, place) => (comesFromSecond(place) ? second[place] : digit)).join(""),
      change: { fromSecond: names.filter((_, place) => comesFromSecond(place)) }
    }
  }

export interface DigitChange {
  readonly genome: string
  readonly place: number
  readonly from: number
  readonly to: number
}

/** Changes one digit to another; every place and every other digit is equally likely. */
export const changeDigit = (
  genome: string,
  { places, options }: DigitShape,
  stream: RandomStream
): DigitChange => {
  const place = stream.below(places)
  const from = Number(genome[place])
  const drawn = stream.below(options - 1)
  const to = drawn < from ? drawn : drawn + 1
  return { genome: genome.slice(0, place) + to + genome.slice(place + 1), place, from, to }
}
