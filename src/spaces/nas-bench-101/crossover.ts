/**
 * Uniform crossover of two cells: each of the 26 genes comes from either parent, each equally likely. A child that is
 * no genome is drawn again, a few times; where the parents are so far apart that this does not help, there is none.
 */
import type { RandomStream } from "../../domain/random-stream.ts"
import type { Mutation } from "../../domain/space.ts"
import { EDGE_BITS, operationShift } from "./cell.ts"
import type { NasBench101Config } from "./config.ts"
import { EDGE_GENES, genomeOf, OPERATION_GENES, packGenome } from "./genome.ts"
import { isMember } from "./validity.ts"

const DRAWS_MAX = 100

export const crossover =
  (config: NasBench101Config) =>
  (first: string, second: string, stream: RandomStream): Mutation<string> | undefined => {
    const [one, other] = [packGenome(first), packGenome(second)]
    for (let draws = 0; draws < DRAWS_MAX; draws++) {
      const { bits, names } = genesOfTheSecond(stream)
      const child = (one & ~bits) | (other & bits)
      if (isMember(child, config)) return { genome: genomeOf(child), change: { fromSecond: names } }
    }
    return undefined
  }

/** Which genes the second parent gives: their bits in a packed cell, and their names. */
const genesOfTheSecond = (stream: RandomStream): { readonly bits: number; readonly names: string[] } => {
  const drawn = stream.below(2 ** (EDGE_BITS + OPERATION_GENES.length))
  const names: string[] = []
  let bits = 0
  for (const { bit, name } of EDGE_GENES) {
    if (((drawn >>> bit) & 1) === 0) continue
    bits |= 1 << bit
    names.push(name)
  }
  for (const vertex of OPERATION_GENES) {
    if (((drawn >>> (EDGE_BITS + vertex - 1)) & 1) === 0) continue
    bits |= 3 << operationShift(vertex)
    names.push(`operation ${vertex}`)
  }
  return { bits, names }
}
