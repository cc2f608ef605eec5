/**
 * Mutation: what a child is made of. With the identity probability the child is its parent unchanged;
 * otherwise one of the space's operators is drawn, each equally likely (Real et al. 2018, §3). An operator that
 * cannot be applied gives way to another, as in Real et al. 2017.
 */
import type { Json } from "./canonical-json.ts"
import type { RandomStream } from "./random-stream.ts"
import type { Genome, Space } from "./space.ts"

export interface Offspring {
  readonly operator: string
  readonly genome: Genome
  readonly change: Readonly<Record<string, Json>>
  /** Whether the partner, where one was chosen, has a part in the genome. */
  readonly isOfBoth?: boolean
}

export const mutate = (
  space: Space,
  genome: Genome,
  stream: RandomStream,
  identityProbability: number
): Offspring => {
  if (identityProbability > 0 && stream.unit() < identityProbability) return identity(genome)
  const untried = Object.entries(space.operators)
  while (untried.length > 0) {
    const [drawn] = untried.splice(stream.below(untried.length), 1)
    if (drawn === undefined) break
    const [operator, apply] = drawn
    const mutation = apply(genome, stream)
    if (mutation !== undefined) return { operator, genome: mutation.genome, change: mutation.change }
  }
  return identity(genome)
}

const identity = (genome: Genome): Offspring => ({ operator: "identity", genome, change: {} })
