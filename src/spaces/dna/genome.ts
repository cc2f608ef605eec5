/**
 * The DNA of Large-Scale Evolution (Real et al. 2017, section "Encoding and mutations"): a directed acyclic graph
 * whose vertices are activations and whose edges are convolutions or identities, and a learning rate. Sizes are
 * not in it: how large and how deep an activation is follows from the edges into it (shapes.ts).
 *
 * Vertices and edges are sorted by id, so that one DNA has one text. What is trained has ids too (`weights`,
 * `classifier`): a child inherits the tensors whose ids it shares with its parent, so two individuals of one
 * structure that were not trained from one another are different genomes.
 */

/** The two vertices that every DNA has: the image, and what the classifier pools. */
export const INPUT = "input"
export const OUTPUT = "output"

/** Which mutations may touch a vertex: the edges into it, the edges out of it, itself. */
type Flags = {
  readonly inputsMutable: boolean
  readonly outputsMutable: boolean
  readonly propertiesMutable: boolean
}

export type LinearVertex = Flags & { readonly id: string; readonly type: "LINEAR" }
/** Batch normalisation, then max(x, leakiness x). */
export type ReluVertex = Flags & {
  readonly id: string
  readonly type: "BN_RELU"
  readonly leakiness: number
  readonly weights: string
}
export type Vertex = LinearVertex | ReluVertex

/** Of the edges into a vertex, the one of the highest precedence decides how deep or how large the vertex is. */
type Ends = {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly depthPrecedence: number
  readonly scalePrecedence: number
}

export type IdentityEdge = Ends & { readonly type: "IDENTITY" }
export type ConvolutionEdge = Ends & {
  readonly type: "CONV"
  /** Output channels by input channels. */
  readonly depthFactor: number
  /** A filter is 2 h + 1 pixels wide or high, hence always odd. */
  readonly filterHalfWidth: number
  readonly filterHalfHeight: number
  /** The stride is 2 to this power, in both directions. */
  readonly strideScale: number
  readonly weights: string
}
export type Edge = IdentityEdge | ConvolutionEdge

export type DnaGenome = {
  readonly learningRate: number
  readonly vertices: readonly Vertex[]
  readonly edges: readonly Edge[]
  /** The id of the classifier's weights. */
  readonly classifier: string
}

/** The ids of everything that is trained. */
export const weightIds = (genome: DnaGenome): readonly string[] => [
  ...genome.vertices.flatMap((vertex) => (vertex.type === "BN_RELU" ? [vertex.weights] : [])),
  ...genome.edges.flatMap((edge) => (edge.type === "CONV" ? [edge.weights] : [])),
  genome.classifier
]
