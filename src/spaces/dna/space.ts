/**
 * The space of Large-Scale Evolution (Real et al. 2017) as a `Space`: single-layer models to begin with, and the
 * paper's eleven mutations, each equally likely. The identity is one of them, since under weight inheritance it
 * means to go on training.
 */
import type { Space } from "../../domain/space.ts"
import type { DnaConfig } from "./config.ts"
import { describeDna } from "./description.ts"
import type { DnaGenome } from "./genome.ts"
import { initialDna } from "./initial.ts"
import { alterNumberOfChannels, alterStride, filterSize } from "./mutations/convolution-genes.ts"
import { insertConvolution, insertOneToOne } from "./mutations/insertion.ts"
import { removeConvolution } from "./mutations/removal.ts"
import { addSkip, removeSkip } from "./mutations/skips.ts"
import { alterLearningRate, identity, resetWeights } from "./mutations/training.ts"
import { dnaGenomeSchema } from "./schema.ts"

export const makeDnaSpace = ({ imageChannels }: DnaConfig): Space<DnaGenome> => ({
  kind: "dna",
  genome: dnaGenomeSchema,
  random: initialDna,
  operators: {
    alterLearningRate,
    identity,
    resetWeights,
    insertConvolution,
    removeConvolution,
    alterStride,
    alterNumberOfChannels: alterNumberOfChannels(imageChannels),
    filterSize,
    insertOneToOne,
    addSkip,
    removeSkip
  },
  describe: (genome) => describeDna(genome, imageChannels)
})
