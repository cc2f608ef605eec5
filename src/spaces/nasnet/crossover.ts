/**
 * Crossover of two genomes of the NASNet space: each combination comes whole from either parent, with equal chance. A
 * combination may read the states before it in any genome, so every mixture is valid; what those states hold can be
 * the other parent's doing. Taking whole cells instead would give but two children that are no copies. Neither of the
 * papers crosses genomes: this is ours.
 */
import type { RandomStream } from "../../domain/random-stream.ts"
import type { Mutation } from "../../domain/space.ts"
import type { Cell, NasnetGenome } from "./genome.ts"

type Origin = "first" | "second"

const cross = (first: Cell, second: Cell, stream: RandomStream) => {
  const origins = first.map((): Origin => (stream.below(2) === 0 ? "first" : "second"))
  const cell: Cell = first.map((combination, index) =>
    origins[index] === "first" ? combination : (second[index] ?? combination)
  )
  return { cell, origins }
}

/** Always applies. The change says, of each combination, which parent it is from. */
export const crossNasnetGenomes = (
  first: NasnetGenome,
  second: NasnetGenome,
  stream: RandomStream
): Mutation<NasnetGenome> => {
  const normal = cross(first.normal, second.normal, stream)
  const reduction = cross(first.reduction, second.reduction, stream)
  return {
    genome: { normal: normal.cell, reduction: reduction.cell },
    change: { normal: normal.origins, reduction: reduction.origins }
  }
}
