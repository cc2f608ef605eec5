/**
 * Survival: who dies when somebody has joined a population that is full. Ties die oldest first.
 */
import type { Survival } from "./policy.ts"
import type { Member, PopulationView } from "./population.ts"
import type { RandomStream } from "./random-stream.ts"
import { tournament } from "./selection.ts"
import type { Situation } from "./situation.ts"

/**
 * Aging: the oldest dies, whatever its fitness, so that an architecture must be good when it is trained again to
 * stay (Real et al. 2018, §3).
 */
export const oldestBeyond =
  (populationSize: number): Survival =>
  ({ population }) =>
    population.size > populationSize ? { individual: population.at(0).individual, cause: "aging" } : undefined

/** Non-aging by the NAS-Bench-101 paper: the least fit of the whole population dies, the newcomer among them. */
export const worstOfAllBeyond =
  (populationSize: number): Survival =>
  ({ population }) =>
    population.size > populationSize
      ? { individual: leastFit(population.list()).individual, cause: "worst-of-all" }
      : undefined

export interface SampleOptions {
  readonly populationSize: number
  readonly sampleSize: number
  readonly replacement: boolean
}

/**
 * Non-aging by paper B: the least fit dies of the very sample whose best bred the newcomer. Where results come in
 * out of order the whole sample may be dead by then, and a newcomer drawn at random has none: another is drawn then.
 */
export const worstOfSampleBeyond =
  (options: SampleOptions): Survival =>
  (situation, stream) =>
    situation.population.size > options.populationSize
      ? { individual: leastFit(rivals(situation, options, stream)).individual, cause: "worst-of-sample" }
      : undefined

const rivals = (
  { newestSample, population }: Situation,
  options: SampleOptions,
  stream: RandomStream
): readonly Member[] => {
  const drawn = new Set(newestSample)
  const living = drawn.size === 0 ? [] : population.list().filter(({ individual }) => drawn.has(individual))
  return living.length > 0 ? living : tournament(withoutNewest(population), stream, options).sample
}

/** The sample of a sequential run is drawn before its newcomer joins. */
const withoutNewest = (population: PopulationView): PopulationView => ({
  size: population.size - 1,
  at: (position) => population.at(position),
  list: () => population.list().slice(0, -1)
})

const leastFit = (members: readonly Member[]): Member => {
  let [worst] = members
  if (worst === undefined) throw new RangeError("nobody can die of a population that is empty")
  for (const member of members) {
    const isOlder = member.joinedAt < worst.joinedAt
    if (member.fitness < worst.fitness || (member.fitness === worst.fitness && isOlder)) worst = member
  }
  return worst
}
