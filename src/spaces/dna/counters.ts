/** How much a DNA's model computes and keeps, by counting alone: nothing is built. */

import { type MapShape, valuesOf } from "../map-shape.ts"
import type { DnaGenome } from "./genome.ts"
import { outputShape, type PlannedEdge, type PlannedVertex } from "./shapes.ts"
import { weightTensors } from "./weight-tensors.ts"

/** Numbers that gradients train: filters, scales and offsets, the classifier. */
export const countDnaParameters = (
  genome: DnaGenome,
  plan: readonly PlannedVertex[],
  classes: number
): number =>
  weightTensors(genome, plan, classes)
    .filter(({ isTrained }) => isTrained)
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0)

/** A product and a sum for every weight at every pixel. */
const convolutionFlops = ({ edge, input, output }: PlannedEdge): number =>
  edge.type === "IDENTITY"
    ? 0
    : 2 * valuesOf(output) * input.channels * (2 * edge.filterHalfHeight + 1) * (2 * edge.filterHalfWidth + 1)

/** Batch normalisation (a product and a sum) and the rectifier (a product and a comparison), a value. */
const RELU_VERTEX_FLOPS = 4

const vertexFlops = ({ vertex, edges, shape }: PlannedVertex): number =>
  edges.reduce((sum, edge) => sum + convolutionFlops(edge), 0) +
  Math.max(0, edges.length - 1) * valuesOf(shape) +
  (vertex.type === "BN_RELU" ? RELU_VERTEX_FLOPS * valuesOf(shape) : 0)

/** Floating point operations of one image's forward pass. */
export const countDnaFlops = (plan: readonly PlannedVertex[], classes: number): number => {
  const last = outputShape(plan)
  return (
    plan.reduce((sum, planned) => sum + vertexFlops(planned), 0) +
    valuesOf(last) +
    2 * last.channels * classes
  )
}

/**
 * The values that one image leaves behind in a forward pass: what every edge gives, what it is fitted to where it does
 * not fit, each sum, and normalisation and rectifier apart. Identities that fit leave nothing of their own.
 */
export const countDnaActivations = (plan: readonly PlannedVertex[]): number =>
  plan.reduce((sum, planned) => sum + vertexActivations(planned), 0)

const vertexActivations = ({ vertex, edges, shape }: PlannedVertex): number => {
  const joined = valuesOf(shape)
  const ofEdges = edges.reduce(
    (sum, { edge, output }) =>
      sum + (edge.type === "CONV" ? valuesOf(output) : 0) + (isSame(output, shape) ? 0 : joined),
    0
  )
  const sums = Math.max(0, edges.length - 1) * joined
  return (edges.length === 0 ? joined : ofEdges + sums) + (vertex.type === "BN_RELU" ? 2 * joined : 0)
}

const isSame = (a: MapShape, b: MapShape): boolean =>
  a.height === b.height && a.width === b.width && a.channels === b.channels
