/**
 * The published cells: AmoebaNet-A to D (Real et al. 2018, arXiv 1802.01548) and NASNet-A (Zoph et al. 2018, arXiv
 * 1707.07012). Hidden state 0 is the output of the cell before, 1 that of the cell before that. Tables in the manner
 * of DARTS count them the other way round, and some of those differ in more than that.
 *
 * The lists of concatenated states are those of the networks that Google released. In most of these cells they are
 * not the states that nothing reads, but only they give the published numbers of parameters.
 */
import type { NasnetGenome } from "../genome.ts"
import { readGenome } from "./notation.ts"

export interface PublishedGenotype {
  readonly name: string
  readonly genome: NasnetGenome
  /** Filters of the first convolution of its ImageNet network. */
  readonly imagenetStemFilters: number
}

const AMOEBANET_STEM = 32
const NASNET_STEM = 96

export const PUBLISHED_GENOTYPES: readonly PublishedGenotype[] = [
  {
    name: "AmoebaNet-A",
    imagenetStemFilters: AMOEBANET_STEM,
    genome: readGenome({
      normal:
        "avg3x3(0)+max3x3(0) sep3x3(1)+none(1) none(0)+avg3x3(1) sep3x3(0)+sep5x5(2) avg3x3(5)+sep3x3(0) -> 1,3,4,6",
      reduction:
        "sep3x3(1)+avg3x3(0) max3x3(0)+sep7x7(2) max3x3(1)+max3x3(0) sep3x3(4)+1x7_7x1(0) avg3x3(1)+sep7x7(0) -> 2,3,4,5,6"
    })
  },
  {
    name: "AmoebaNet-B",
    imagenetStemFilters: AMOEBANET_STEM,
    genome: readGenome({
      normal:
        "1x1(1)+max3x3(1) none(1)+sep3x3(0) 1x1(1)+sep3x3(0) 1x1(2)+none(2) avg3x3(1)+1x1(5) -> 0,3,4,6",
      reduction:
        "max2x2(0)+max3x3(0) none(2)+3x3(1) dil2-sep5x5(2)+max3x3(2) none(3)+sep3x3(1) avg3x3(4)+1x1(3) -> 5,6"
    })
  },
  {
    name: "AmoebaNet-C",
    imagenetStemFilters: AMOEBANET_STEM,
    genome: readGenome({
      normal:
        "avg3x3(0)+sep3x3(0) none(0)+sep3x3(0) avg3x3(2)+sep3x3(1) none(0)+sep3x3(1) avg3x3(3)+sep3x3(0) -> 1,2,4,5,6",
      reduction:
        "max3x3(0)+max3x3(0) sep7x7(2)+sep3x3(0) sep7x7(0)+max3x3(1) sep5x5(4)+sep5x5(4) max3x3(1)+sep3x3(1) -> 0,2,3,4,5,6"
    })
  },
  {
    name: "AmoebaNet-D",
    imagenetStemFilters: AMOEBANET_STEM,
    genome: readGenome({
      normal:
        "1x1(1)+max3x3(1) none(1)+1x7_7x1(0) 1x1(0)+1x7_7x1(0) max3x3(2)+none(2) avg3x3(1)+1x1(5) -> 0,3,4,6",
      reduction:
        "max2x2(0)+max3x3(0) none(2)+3x3(1) 1x7_7x1(2)+max3x3(2) none(3)+max2x2(1) avg3x3(2)+1x1(3) -> 4,5,6"
    })
  },
  {
    name: "NASNet-A",
    imagenetStemFilters: NASNET_STEM,
    genome: readGenome({
      normal:
        "sep5x5(0)+sep3x3(1) sep5x5(1)+sep3x3(1) avg3x3(0)+none(1) avg3x3(1)+avg3x3(1) sep3x3(0)+none(0) -> 1,2,3,4,5,6",
      reduction:
        "sep5x5(0)+sep7x7(1) max3x3(0)+sep7x7(1) avg3x3(0)+sep5x5(1) none(3)+avg3x3(2) sep3x3(2)+max3x3(0) -> 3,4,5,6"
    })
  }
]
