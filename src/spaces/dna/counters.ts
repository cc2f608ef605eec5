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

const convolutionMultiplyAdds = ({ edge, input, output }: PlannedEdge): number =>
  edge.type === "IDENTITY"
    ? 0
    : valuesOf(output) * input.channels * (2 * edge.filterHalfHeight + 1) * (2 * edge.filterHalfWidth + 1)

/**
 * Multiply-adds of one image's forward pass, counted as in the other spaces: those of convolutions and of the classifier,
 * one for a product and its sum. Real et al. 2017 count every floating point operation, about twice as many.
 */
export const countDnaFlops = (plan: readonly PlannedVertex[], classes: number): number =>
  plan.reduce(
    (sum, { edges }) => edges.reduce((total, edge) => total + convolutionMultiplyAdds(edge), sum),
    outputShape(plan).channels * classes
  )

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
