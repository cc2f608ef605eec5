/**
 * REMOVE-CONVOLUTION (Real et al. 2017, section "Encoding and mutations"): a convolution of the backbone, each
 * equally likely, goes with the vertex that it leads to, which is what INSERT-CONVOLUTION put in. The edges of that
 * vertex move to the vertex before; of two that would then join the same vertices, the backbone's stays, or the one
 * that was there. (The paper says no more than that a convolution is removed.)
 */
import type { MutationOperator } from "../../../domain/space.ts"
import { withoutEdge } from "../change.ts"
import { choose } from "../choice.ts"
import { type DnaGenome, type Edge, OUTPUT } from "../genome.ts"
import { backboneOf, isConvolution, isMutable, vertexAt } from "../graph.ts"

const isRemovable = (genome: DnaGenome, edge: Edge): boolean => {
  const { outputsMutable, propertiesMutable } = vertexAt(genome, edge.to)
  return edge.to !== OUTPUT && isMutable(genome, edge) && outputsMutable && propertiesMutable
}

const pairOf = ({ from, to }: Edge): string => `${from} ${to}`

export const removeConvolution: MutationOperator<DnaGenome> = (genome, stream) => {
  const backbone = backboneOf(genome)
  const removable = backbone.filter((edge) => isConvolution(edge) && isRemovable(genome, edge))
  const removed = choose(removable, stream)
  if (removed === undefined) return undefined
  const { from: before, to: gone } = removed
  const rest = withoutEdge(genome, removed).edges
  const touches = (edge: Edge): boolean => edge.from === gone || edge.to === gone
  const moved = rest.filter(touches).map(
    (edge): Edge => ({
      ...edge,
      from: edge.from === gone ? before : edge.from,
      to: edge.to === gone ? before : edge.to
    })
  )
  const isBackbone = (edge: Edge): boolean => backbone.some(({ id }) => id === edge.id)
  const ranked = [
    ...moved.filter(isBackbone),
    ...rest.filter((edge) => !touches(edge)),
    ...moved.filter((edge) => !isBackbone(edge))
  ]
  const seen = new Set<string>()
  const kept = new Map<string, Edge>()
  for (const edge of ranked) {
    if (seen.has(pairOf(edge))) continue
    seen.add(pairOf(edge))
    kept.set(edge.id, edge)
  }
  return {
    genome: {
      ...genome,
      vertices: genome.vertices.filter(({ id }) => id !== gone),
      edges: rest.flatMap(({ id }) => kept.get(id) ?? [])
    },
    change: { edge: removed.id, vertex: gone }
  }
}
