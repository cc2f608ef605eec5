/**
 * INSERT-CONVOLUTION and INSERT-ONE-TO-ONE (Real et al. 2017, section "Encoding and mutations"): an edge of the
 * backbone, each equally likely, gets a new edge and a new vertex before it. The new vertex normalises and rectifies,
 * or is linear, with equal chances. A new convolution is 3x3, of stride 1 or 2 with equal chances, and keeps the
 * number of channels, so that everything that was trained before still fits.
 */
import type { RandomStream } from "../../../domain/random-stream.ts"
import type { Mutation, MutationOperator } from "../../../domain/space.ts"
import { withEdge, withVertex } from "../change.ts"
import { choose, freshIds } from "../choice.ts"
import type { DnaGenome, Edge, Vertex } from "../genome.ts"
import { BACKBONE_PRECEDENCE, backboneOf, isMutable } from "../graph.ts"

/** The paper speaks of batch normalisation and a ReLU, which leaks nothing. */
const LEAKINESS = 0
const HALF_OF_3 = 1
const STRIDE_SCALES = 2

type Fresh = ReturnType<typeof freshIds>

const newVertex = (fresh: Fresh, stream: RandomStream): Vertex => {
  const shared = { id: fresh("v"), inputsMutable: true, outputsMutable: true, propertiesMutable: true }
  return stream.below(2) === 0
    ? { ...shared, type: "LINEAR" }
    : { ...shared, type: "BN_RELU", leakiness: LEAKINESS, weights: fresh("w") }
}

/** Puts the vertex and, before it, the edge that `makeEdge` makes before a random edge of the backbone. */
const insert = (
  genome: DnaGenome,
  stream: RandomStream,
  makeEdge: (ends: Omit<Extract<Edge, { type: "IDENTITY" }>, "type">, fresh: Fresh) => Edge
): Mutation<DnaGenome> | undefined => {
  const places = backboneOf(genome).filter((edge) => isMutable(genome, edge))
  const before = choose(places, stream)
  if (before === undefined) return undefined
  const fresh = freshIds(genome, stream)
  const vertex = newVertex(fresh, stream)
  const edge = makeEdge(
    {
      id: fresh("e"),
      from: before.from,
      to: vertex.id,
      depthPrecedence: BACKBONE_PRECEDENCE,
      scalePrecedence: BACKBONE_PRECEDENCE
    },
    fresh
  )
  const moved: Edge = { ...before, from: vertex.id }
  return {
    genome: withEdge(withEdge(withVertex(genome, vertex), edge), moved),
    change: { before: before.id, edge: edge.id, vertex: vertex.id, type: vertex.type }
  }
}

export const insertConvolution: MutationOperator<DnaGenome> = (genome, stream) => {
  const strideScale = stream.below(STRIDE_SCALES)
  const mutation = insert(genome, stream, (ends, fresh) => ({
    ...ends,
    type: "CONV",
    depthFactor: 1,
    filterHalfWidth: HALF_OF_3,
    filterHalfHeight: HALF_OF_3,
    strideScale,
    weights: fresh("w")
  }))
  return mutation && { ...mutation, change: { ...mutation.change, stride: 2 ** strideScale } }
}

export const insertOneToOne: MutationOperator<DnaGenome> = (genome, stream) =>
  insert(genome, stream, (ends) => ({ ...ends, type: "IDENTITY" }))
