/** New DNA from old by adding, replacing or leaving out vertices and edges, which stay sorted by id. */
import type { DnaGenome, Edge, Vertex } from "./genome.ts"

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)

export const withVertex = (genome: DnaGenome, vertex: Vertex): DnaGenome => ({
  ...genome,
  vertices: [...genome.vertices.filter(({ id }) => id !== vertex.id), vertex].sort(byId)
})

/** Adds the edge, or puts it in the place of the one with its id. */
export const withEdge = (genome: DnaGenome, edge: Edge): DnaGenome => ({
  ...genome,
  edges: [...genome.edges.filter(({ id }) => id !== edge.id), edge].sort(byId)
})

export const withoutEdge = (genome: DnaGenome, edge: Edge): DnaGenome => ({
  ...genome,
  edges: genome.edges.filter(({ id }) => id !== edge.id)
})
