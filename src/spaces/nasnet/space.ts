/**
 * The NASNet search space as a `Space`: what "Regularized Evolution" (Real et al. 2018) searches. It draws and
 * changes cells and knows nothing of the network that is built from them.
 */
import type { RandomStream } from "../../domain/random-stream.ts"
import type { Space } from "../../domain/space.ts"
import type { NasnetConfig } from "./config.ts"
import { crossNasnetGenomes } from "./crossover.ts"
import { nasnetDecisions } from "./decisions.ts"
import {
  type Cell,
  describeNasnetGenome,
  type Element,
  type NasnetGenome,
  nasnetGenomeSchema,
  readableStates
} from "./genome.ts"
import { nasnetOperators } from "./operators.ts"
import { NASNET_VARIANTS, type NasnetVariant } from "./variants.ts"

const randomElement = (variant: NasnetVariant, combination: number, stream: RandomStream): Element => {
  const state = stream.below(readableStates(combination))
  const operation = variant.operations[stream.below(variant.operations.length)] ?? variant.operations[0]
  return { state, operation }
}

const randomCell = (variant: NasnetVariant, stream: RandomStream): Cell =>
  Array.from({ length: variant.combinations }, (_, combination) => ({
    left: randomElement(variant, combination, stream),
    right: randomElement(variant, combination, stream)
  }))

/** The space of one configuration. Genomes do not depend on its `cells`, `filters` and `stemStride`. */
export const makeNasnetSpace = (config: NasnetConfig): Space<NasnetGenome> => {
  const variant = NASNET_VARIANTS[config.variant]
  return {
    kind: "nasnet",
    genome: nasnetGenomeSchema(variant),
    random: (stream) => ({ normal: randomCell(variant, stream), reduction: randomCell(variant, stream) }),
    operators: nasnetOperators(variant, config.newOperation),
    decisions: nasnetDecisions(variant),
    crossover: crossNasnetGenomes,
    describe: describeNasnetGenome
  }
}
