/**
 * What makes a graph valid DNA, beyond the fields that it has: one input and one output, no cycle, every vertex on
 * a path between the two, and a backbone that visits them all, which insertions need and skips must not replace.
 */
import type { DnaGenome, Edge, Vertex } from "./genome.ts"
import { INPUT, OUTPUT, weightIds } from "./genome.ts"
import { depthEdge, edgesInto, findBackbone, scaleEdge } from "./graph.ts"

/** What is wrong, in a sentence; `undefined` where nothing is. */
export const dnaProblem = (genome: DnaGenome): string | undefined =>
  idProblem(genome) ?? endProblem(genome) ?? precedenceProblem(genome) ?? backboneProblem(genome)

const isSorted = (ids: readonly string[]): boolean =>
  ids.every((id, index) => index === 0 || (ids[index - 1] ?? "") < id)

const idProblem = (genome: DnaGenome): string | undefined => {
  if (!isSorted(genome.vertices.map(({ id }) => id)))
    return "vertices must be sorted by id, and no id may stand twice"
  if (!isSorted(genome.edges.map(({ id }) => id)))
    return "edges must be sorted by id, and no id may stand twice"
  const weights = weightIds(genome)
  if (new Set(weights).size < weights.length) return "two sets of weights have the same id"
  return undefined
}

const endProblem = ({ vertices, edges }: DnaGenome): string | undefined => {
  const ids = new Set(vertices.map(({ id }) => id))
  const loose = edges.find(({ from, to }) => !ids.has(from) || !ids.has(to))
  if (loose !== undefined) return `edge ${loose.id} ends at a vertex that does not exist`
  const pairs = new Set(edges.map(({ from, to }) => `${from} ${to}`))
  if (pairs.size < edges.length) return "two edges join the same two vertices"
  const sources = vertices.filter(({ id }) => edges.every(({ to }) => to !== id))
  const sinks = vertices.filter(({ id }) => edges.every(({ from }) => from !== id))
  if (!isOnly(sources, INPUT)) return `the vertex “${INPUT}”, and no other, must have no edge into it`
  if (!isOnly(sinks, OUTPUT)) return `the vertex “${OUTPUT}”, and no other, must have no edge out of it`
  return undefined
}

const isOnly = (vertices: readonly Vertex[], id: string): boolean =>
  vertices.length === 1 && vertices[0]?.id === id

const precedenceProblem = (genome: DnaGenome): string | undefined => {
  const torn = genome.vertices.find(({ id }) => id !== INPUT && !isDecided(edgesInto(genome, id)))
  return torn === undefined
    ? undefined
    : `one edge into vertex ${torn.id} must have a higher depthPrecedence and scalePrecedence than the others`
}

const isDecided = (edges: readonly Edge[]): boolean => {
  const primary = depthEdge(edges)
  if (primary === undefined || scaleEdge(edges) !== primary) return false
  return edges.every(
    (edge) =>
      edge === primary ||
      (edge.depthPrecedence < primary.depthPrecedence && edge.scalePrecedence < primary.scalePrecedence)
  )
}

/** With the backbone through all vertices, a cycle is an edge that leads back on it, and no vertex is off the path. */
const backboneProblem = (genome: DnaGenome): string | undefined => {
  const backbone = findBackbone(genome)
  if (backbone === undefined) return "the edges of the highest precedence run in a cycle"
  const places = new Map([INPUT, ...backbone.map(({ to }) => to)].map((id, place) => [id, place]))
  const outsider = genome.vertices.find(({ id }) => !places.has(id))
  if (outsider !== undefined) return `vertex ${outsider.id} is not on the backbone from input to output`
  const backward = genome.edges.find(({ from, to }) => (places.get(from) ?? 0) >= (places.get(to) ?? 0))
  if (backward !== undefined)
    return `edge ${backward.id} leads back to a vertex before it, which closes a cycle`
  return undefined
}
