/**
 * ADD-SKIP and REMOVE-SKIP (Real et al. 2017, section "Encoding and mutations", and the procedure in its supplement):
 * an identity between two vertices that no edge joins yet. Both ends are taken in a random order; a vertex that can be
 * reached from the other end is left out, so that no cycle forms. A skip decides no shapes.
 */
import type { MutationOperator } from "../../../domain/space.ts"
import { withEdge, withoutEdge } from "../change.ts"
import { choose, freshIds, shuffled } from "../choice.ts"
import type { DnaGenome } from "../genome.ts"
import { isMutable, SKIP_PRECEDENCE, skipsOf, vertexAt, vertexOrder } from "../graph.ts"

interface Pair {
  readonly from: string
  readonly to: string
}

/** The first pair in the random order that may be joined. */
const findPair = (genome: DnaGenome, stream: Parameters<typeof shuffled>[1]): Pair | undefined => {
  const order = vertexOrder(genome)
  const places = new Map(order.map((id, place) => [id, place]))
  const isBefore = (a: string, b: string): boolean => (places.get(a) ?? 0) < (places.get(b) ?? 0)
  const froms = shuffled(
    order.filter((id) => vertexAt(genome, id).outputsMutable),
    stream
  )
  const tos = shuffled(
    order.filter((id) => vertexAt(genome, id).inputsMutable),
    stream
  )
  const joined = new Set(genome.edges.map(({ from, to }) => `${from} ${to}`))
  for (const to of tos) {
    const from = froms.find((id) => isBefore(id, to) && !joined.has(`${id} ${to}`))
    if (from !== undefined) return { from, to }
  }
  return undefined
}

export const addSkip: MutationOperator<DnaGenome> = (genome, stream) => {
  const pair = findPair(genome, stream)
  if (pair === undefined) return undefined
  const id = freshIds(genome, stream)("e")
  const precedence = { depthPrecedence: SKIP_PRECEDENCE, scalePrecedence: SKIP_PRECEDENCE }
  return {
    genome: withEdge(genome, { id, ...pair, type: "IDENTITY", ...precedence }),
    change: { edge: id, ...pair }
  }
}

/** Each skip is equally likely. */
export const removeSkip: MutationOperator<DnaGenome> = (genome, stream) => {
  const skip = choose(
    skipsOf(genome).filter((edge) => isMutable(genome, edge)),
    stream
  )
  return (
    skip && {
      genome: withoutEdge(genome, skip),
      change: { edge: skip.id, from: skip.from, to: skip.to }
    }
  )
}
