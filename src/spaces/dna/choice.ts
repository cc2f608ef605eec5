/** Random choices that the mutations of DNA share: one of several things, a random order, a fresh id. */
import type { RandomStream } from "../../domain/random-stream.ts"
import { type DnaGenome, weightIds } from "./genome.ts"

/** One of the items, each equally likely; `undefined` where there is none. */
export const choose = <Item>(items: readonly Item[], stream: RandomStream): Item | undefined =>
  items.length === 0 ? undefined : items[stream.below(items.length)]

/** The items in a random order, each equally likely (Fisher and Yates). */
export const shuffled = <Item>(items: readonly Item[], stream: RandomStream): readonly Item[] => {
  const left = [...items]
  const order: Item[] = []
  while (left.length > 0) order.push(...left.splice(stream.below(left.length), 1))
  return order
}

/** The largest number of which half to twice can still be drawn from 32 random bits. */
const NUMBER_MAX = 2 ** 31

/**
 * The rule for all whole numbers in DNA: uniform between half and twice the old number, which may be drawn again.
 * `undefined` for numbers that no machine could hold a model of.
 */
export const halfToTwice = (old: number, stream: RandomStream): number | undefined => {
  if (old > NUMBER_MAX) return undefined
  const least = Math.ceil(old / 2)
  return least + stream.below(2 * old - least + 1)
}

const ID_BITS = 32
const ID_DIGITS = ID_BITS / 4

/** Gives ids that nothing in the genome has, nor any that it gave before: 32 random bits, drawn again if taken. */
export const freshIds = (
  genome: DnaGenome | undefined,
  stream: RandomStream
): ((prefix: "v" | "e" | "w") => string) => {
  const taken = new Set<string>(
    genome === undefined ? [] : [...genome.vertices, ...genome.edges].map(({ id }) => id)
  )
  if (genome !== undefined) for (const id of weightIds(genome)) taken.add(id)
  return (prefix) => {
    for (;;) {
      const id =
        prefix +
        stream
          .below(2 ** ID_BITS)
          .toString(16)
          .padStart(ID_DIGITS, "0")
      if (taken.has(id)) continue
      taken.add(id)
      return id
    }
  }
}
