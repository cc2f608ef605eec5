/**
 * Selection: who breeds. A tournament draws S members uniformly and takes the fittest (Real et al. 2018, §3;
 * with replacement in the paper, without in the NAS-Bench-101 notebook). Ties go to the member that joined first.
 */
import type { Member, PopulationView } from "./population.ts"
import type { RandomStream } from "./random-stream.ts"

export interface Tournament {
  /** The members drawn, in the order of the draw. */
  readonly sample: readonly Member[]
  readonly winner: Member
}

/** Who was compared, in the order of the draw, and the fitness that each had then: as the log says it. */
export interface Contest {
  readonly fitness: number[]
  readonly members: number[]
}

export const contestOf = (sample: readonly Member[]): Contest => ({
  fitness: sample.map(({ fitness }) => fitness),
  members: sample.map(({ individual }) => individual)
})

export interface TournamentOptions {
  readonly sampleSize: number
  readonly replacement: boolean
}

/**
 * Holds one tournament over a population of at least one. Without replacement a population smaller than S is
 * drawn whole, which happens only while it is still filling.
 */
export const tournament = (
  population: PopulationView,
  stream: RandomStream,
  options: TournamentOptions
): Tournament => {
  const positions = options.replacement
    ? withReplacement(population.size, options.sampleSize, stream)
    : withoutReplacement(population.size, Math.min(options.sampleSize, population.size), stream)
  let best = positions[0]
  if (best === undefined) throw new RangeError("a tournament needs a population of at least one member")
  for (const position of positions) {
    const challenger = population.at(position).fitness
    const champion = population.at(best).fitness
    if (challenger > champion || (challenger === champion && position < best)) best = position
  }
  return { sample: positions.map((position) => population.at(position)), winner: population.at(best) }
}

const withReplacement = (size: number, count: number, stream: RandomStream): number[] => {
  const positions: number[] = []
  for (let i = 0; i < count; i++) positions.push(stream.below(size))
  return positions
}

/** Floyd's algorithm: a uniform sample of distinct positions, in O(count) whatever the population's size. */
const withoutReplacement = (size: number, count: number, stream: RandomStream): number[] => {
  const chosen = new Set<number>()
  for (let last = size - count; last < size; last++) {
    const position = stream.below(last + 1)
    chosen.add(chosen.has(position) ? last : position)
  }
  return [...chosen]
}
