/** Genomes in the literature's notation, for tests. */
import type { NasnetGenome } from "../../../src/spaces/nasnet/genome.ts"
import { readGenome } from "../../../src/spaces/nasnet/genotypes/notation.ts"
import { PUBLISHED_GENOTYPES } from "../../../src/spaces/nasnet/genotypes/published.ts"
import { NASNET_VARIANTS } from "../../../src/spaces/nasnet/variants.ts"

/** "sep3x3(0)+none(1) …": five combinations of SP-I, each operation(hidden state) twice. */
const genomeOf = (cells: { normal: string; reduction: string }): NasnetGenome =>
  readGenome(cells, NASNET_VARIANTS["SP-I"])

/** With its own lists of concatenated states. */
export const published = (name: string): NasnetGenome => {
  const found = PUBLISHED_GENOTYPES.find((genotype) => genotype.name === name)
  if (found === undefined) throw new Error(`there is no genotype ${name}`)
  return found.genome
}

/** The cells of a published genotype, which concatenate what they leave unused, as if they had been searched. */
const asSearched = (name: string): NasnetGenome => {
  const { normal, reduction } = published(name)
  return { normal, reduction }
}

export const NASNET_A = asSearched("NASNet-A")

export const AMOEBANET_A = asSearched("AmoebaNet-A")

/** Every operation of SP-I in both cells, and input 0 of the reduction cell unread, so that it must be reduced. */
export const EVERY_OPERATION = genomeOf({
  normal: "none(0)+sep3x3(1) sep5x5(0)+sep7x7(2) avg3x3(1)+max3x3(3) dil3x3(0)+1x7_7x1(4) none(5)+dil3x3(2)",
  reduction:
    "none(1)+sep3x3(1) sep5x5(1)+sep7x7(2) avg3x3(1)+max3x3(1) dil3x3(1)+1x7_7x1(1) none(3)+dil3x3(1)"
})

/** Cheap to train: one separable convolution, the rest poolings and identities. */
export const LIGHT = genomeOf({
  normal: "sep3x3(0)+none(1) none(2)+avg3x3(0) none(0)+none(3) none(4)+none(2) none(5)+none(1)",
  reduction: "sep3x3(0)+max3x3(1) none(2)+none(1) none(3)+none(2) none(4)+none(2) none(5)+none(0)"
})
