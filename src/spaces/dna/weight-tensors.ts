/**
 * The tensors that a DNA's model is trained to have, by name. A name begins with the id of the set of weights
 * that the tensor belongs to, so that tensors of parent and child with one name and one shape are the same
 * tensor, and the child inherits it (Real et al. 2017, section "Weight inheritance").
 */
import type { DnaGenome } from "./genome.ts"
import { outputShape, type PlannedVertex } from "./shapes.ts"

export interface WeightTensor {
  readonly name: string
  readonly shape: readonly number[]
  /** Running statistics of batch normalisation are inherited, but not trained by gradients. */
  readonly isTrained: boolean
}

export const filterName = (weights: string): string => `${weights}/filter`

/** Where a convolution's filter is [height, width, inputs, outputs], a normalisation's vectors [channels]. */
export const weightTensors = (
  genome: DnaGenome,
  plan: readonly PlannedVertex[],
  classes: number
): readonly WeightTensor[] => {
  const { channels } = outputShape(plan)
  return [
    ...plan.flatMap((planned) => [...filtersInto(planned), ...normalisationOf(planned)]),
    { name: `${genome.classifier}/weights`, shape: [channels, classes], isTrained: true },
    { name: `${genome.classifier}/bias`, shape: [classes], isTrained: true }
  ]
}

const filtersInto = ({ edges }: PlannedVertex): WeightTensor[] =>
  edges.flatMap(({ edge, input, output }) =>
    edge.type === "IDENTITY"
      ? []
      : [
          {
            name: filterName(edge.weights),
            shape: [
              2 * edge.filterHalfHeight + 1,
              2 * edge.filterHalfWidth + 1,
              input.channels,
              output.channels
            ],
            isTrained: true
          }
        ]
  )

const normalisationOf = ({ vertex, shape }: PlannedVertex): WeightTensor[] => {
  if (vertex.type === "LINEAR") return []
  const vector = (name: string, isTrained: boolean): WeightTensor => ({
    name: `${vertex.weights}/${name}`,
    shape: [shape.channels],
    isTrained
  })
  return [vector("scale", true), vector("offset", true), vector("mean", false), vector("variance", false)]
}
