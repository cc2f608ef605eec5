/**
 * Questions to a DNA's graph: the edges into a vertex, the backbone, who comes after whom. The backbone is the path
 * from input to output that follows, into every vertex, the edge of the highest precedence; all other edges are skips.
 */
import { type ConvolutionEdge, type DnaGenome, type Edge, INPUT, OUTPUT, type Vertex } from "./genome.ts"

/** What the edges of the backbone and the skips are given, so that the backbone decides shapes. */
export const BACKBONE_PRECEDENCE = 1
export const SKIP_PRECEDENCE = 0

/** The edges into a vertex in the order of their ids. */
export const edgesInto = (genome: DnaGenome, vertex: string): readonly Edge[] =>
  genome.edges.filter(({ to }) => to === vertex)

const highest = (edges: readonly Edge[], precedence: (edge: Edge) => number): Edge | undefined =>
  edges.reduce<Edge | undefined>(
    (best, edge) => (best === undefined || precedence(edge) > precedence(best) ? edge : best),
    undefined
  )

/** Of edges into one vertex, the one that decides its depth; of equals, the first by id. */
export const depthEdge = (edges: readonly Edge[]): Edge | undefined =>
  highest(edges, ({ depthPrecedence }) => depthPrecedence)

/** Of edges into one vertex, the one that decides its height and width; of equals, the first by id. */
export const scaleEdge = (edges: readonly Edge[]): Edge | undefined =>
  highest(edges, ({ scalePrecedence }) => scalePrecedence)

/** The edges of the backbone from input to output; `undefined` where it does not lead back to the input. */
export const findBackbone = (genome: DnaGenome): readonly Edge[] | undefined => {
  const found: Edge[] = []
  const passed = new Set<string>()
  for (let vertex = OUTPUT; vertex !== INPUT; ) {
    const edge = depthEdge(edgesInto(genome, vertex))
    if (edge === undefined || passed.has(vertex)) return undefined
    passed.add(vertex)
    found.push(edge)
    vertex = edge.from
  }
  return found.reverse()
}

export const backboneOf = (genome: DnaGenome): readonly Edge[] => {
  const found = findBackbone(genome)
  if (found === undefined)
    throw new RangeError("the DNA has no backbone from input to output; validate the genome first")
  return found
}

export const skipsOf = (genome: DnaGenome): readonly Edge[] => {
  const backbone = new Set(backboneOf(genome).map(({ id }) => id))
  return genome.edges.filter(({ id }) => !backbone.has(id))
}

/** The ids of all vertices in the order of the backbone, in which every edge leads forward. */
export const vertexOrder = (genome: DnaGenome): readonly string[] => [
  INPUT,
  ...backboneOf(genome).map(({ to }) => to)
]

export const vertexAt = (genome: DnaGenome, id: string): Vertex => {
  const found = genome.vertices.find((vertex) => vertex.id === id)
  if (found === undefined)
    throw new RangeError(`the DNA has no vertex ${id}, where an edge ends; validate the genome first`)
  return found
}

/** Whether mutations may change the edge or put something in its place. */
export const isMutable = (genome: DnaGenome, edge: Edge): boolean =>
  vertexAt(genome, edge.from).outputsMutable && vertexAt(genome, edge.to).inputsMutable

export const isConvolution = (edge: Edge): edge is ConvolutionEdge => edge.type === "CONV"
