/**
 * The mutations of a convolution's numbers (Real et al. 2017, section "Encoding and mutations"): ALTER-STRIDE,
 * ALTER-NUMBER-OF-CHANNELS and FILTER-SIZE, each of a convolution that is drawn with equal chances. The new number is
 * uniform between half and twice the old one; for strides, which are powers of two, that is one of the old stride's
 * half, itself and its double. The old number may be drawn again. Nothing is bounded from above.
 */
import type { RandomStream } from "../../../domain/random-stream.ts"
import type { MutationOperator } from "../../../domain/space.ts"
import type { MapShape } from "../../map-shape.ts"
import { withEdge } from "../change.ts"
import { choose, halfToTwice } from "../choice.ts"
import type { ConvolutionEdge, DnaGenome } from "../genome.ts"
import { isConvolution, isMutable } from "../graph.ts"
import { inferShapes } from "../shapes.ts"

const chooseConvolution = (genome: DnaGenome, stream: RandomStream): ConvolutionEdge | undefined =>
  choose(
    genome.edges.filter(isConvolution).filter((edge) => isMutable(genome, edge)),
    stream
  )

export const alterStride: MutationOperator<DnaGenome> = (genome, stream) => {
  const edge = chooseConvolution(genome, stream)
  if (edge === undefined) return undefined
  const old = edge.strideScale
  const strideScale = choose(
    [old - 1, old, old + 1].filter((scale) => scale >= 0),
    stream
  )
  if (strideScale === undefined) return undefined
  return {
    genome: withEdge(genome, { ...edge, strideScale }),
    change: { edge: edge.id, from: 2 ** old, to: 2 ** strideScale }
  }
}

/** Height and width do not matter to channels. */
const pixel = (imageChannels: number): MapShape => ({ height: 1, width: 1, channels: imageChannels })

/** Draws a number of channels and keeps it as a factor of the input's, so that it follows when those change. */
export const alterNumberOfChannels =
  (imageChannels: number): MutationOperator<DnaGenome> =>
  (genome, stream) => {
    const edge = chooseConvolution(genome, stream)
    const planned = inferShapes(genome, pixel(imageChannels))
      .flatMap(({ edges }) => edges)
      .find((candidate) => candidate.edge === edge)
    if (edge === undefined || planned === undefined) return undefined
    const old = planned.output.channels
    const channels = halfToTwice(old, stream)
    if (channels === undefined) return undefined
    return {
      genome: withEdge(genome, { ...edge, depthFactor: channels / planned.input.channels }),
      change: { edge: edge.id, from: old, to: channels }
    }
  }

/** Horizontally or vertically with equal chances; a filter of 2 h + 1 pixels stays odd. */
export const filterSize: MutationOperator<DnaGenome> = (genome, stream) => {
  const edge = chooseConvolution(genome, stream)
  if (edge === undefined) return undefined
  const gene = stream.below(2) === 0 ? "filterHalfWidth" : "filterHalfHeight"
  const old = edge[gene]
  const half = halfToTwice(old, stream)
  if (half === undefined) return undefined
  return {
    genome: withEdge(genome, { ...edge, [gene]: half }),
    change: {
      edge: edge.id,
      direction: gene === "filterHalfWidth" ? "horizontal" : "vertical",
      from: 2 * old + 1,
      to: 2 * half + 1
    }
  }
}
