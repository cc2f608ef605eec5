/**
 * How large every activation of a DNA is, worked out from the edges into it (Real et al. 2017, section
 * "Encoding and mutations"). Where several edges meet, the primary one decides, once for the depth and once for the
 * scale; what comes along the others is fitted to it (height and width by the nearest neighbour, channels by cutting off
 * or by zeros) and all are added. The network and the counters both go by this file.
 */
import type { MapShape } from "../map-shape.ts"
import { type DnaGenome, type Edge, INPUT, type Vertex } from "./genome.ts"
import { depthEdge, edgesInto, scaleEdge, vertexAt, vertexOrder } from "./graph.ts"

export interface PlannedEdge {
  readonly edge: Edge
  readonly input: MapShape
  /** What the edge itself gives, before it is fitted to the vertex. */
  readonly output: MapShape
}

export interface PlannedVertex {
  readonly vertex: Vertex
  /** In the order of their ids; none at the input. */
  readonly edges: readonly PlannedEdge[]
  readonly shape: MapShape
}

/** A stride reaches at most over the whole image, where every larger one gives the same single pixel. */
export const effectiveStride = (strideScale: number, size: number): number => Math.min(2 ** strideScale, size)

/** What comes out of an edge. Convolutions are padded, so their size is the input's by the stride, rounded up. */
const edgeOutput = (edge: Edge, input: MapShape): MapShape => {
  if (edge.type === "IDENTITY") return input
  const { depthFactor, strideScale } = edge
  return {
    height: Math.ceil(input.height / effectiveStride(strideScale, input.height)),
    width: Math.ceil(input.width / effectiveStride(strideScale, input.width)),
    channels: Math.max(1, Math.round(depthFactor * input.channels))
  }
}

const joinedShape = (edges: readonly PlannedEdge[]): MapShape => {
  const outputOf = (deciding: Edge | undefined): MapShape => {
    const found = edges.find(({ edge }) => edge === deciding)
    if (found === undefined) throw new RangeError("a vertex has no edge into it; validate the genome first")
    return found.output
  }
  const all = edges.map(({ edge }) => edge)
  const { height, width } = outputOf(scaleEdge(all))
  return { height, width, channels: outputOf(depthEdge(all)).channels }
}

/** All vertices in the order of the backbone, with their shapes, for images of the given shape. */
export const inferShapes = (genome: DnaGenome, image: MapShape): readonly PlannedVertex[] => {
  const shapes = new Map<string, MapShape>([[INPUT, image]])
  return vertexOrder(genome).map((id) => {
    const edges = edgesInto(genome, id).map((edge): PlannedEdge => {
      const input = shapes.get(edge.from)
      if (input === undefined)
        throw new RangeError(`edge ${edge.id} comes from a later vertex; validate the genome first`)
      return { edge, input, output: edgeOutput(edge, input) }
    })
    const shape = id === INPUT ? image : joinedShape(edges)
    shapes.set(id, shape)
    return { vertex: vertexAt(genome, id), edges, shape }
  })
}

/** The activation that the classifier pools. */
export const outputShape = (plan: readonly PlannedVertex[]): MapShape => {
  const last = plan.at(-1)
  if (last === undefined) throw new RangeError("a DNA without vertices has no output")
  return last.shape
}
