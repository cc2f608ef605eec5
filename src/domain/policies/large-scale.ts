/**
 * Large-scale evolution (Real et al. 2017, arXiv 1703.01041): a free worker draws two distinct individuals. While
 * the population is below its set-point the better of them breeds; at the set-point the worse of them dies first.
 * Individuals in training count towards the set-point, so the number of workers is independent of it.
 *
 * Where fewer than two exist the population is "too small", and a fresh initial individual is made. Where two
 * exist but fewer than two are trained the worker waits; the paper's worker would help with their training.
 */
import type { Policy, Selection, Survival } from "../policy.ts"
import type { PopulationView } from "../population.ts"
import type { RandomStream } from "../random-stream.ts"
import { reproduceWith } from "../reproduction.ts"
import { contestOf, type Tournament, tournament } from "../selection.ts"
import { memberOf, type Situation } from "../situation.ts"
import type { PolicyConfigOf } from "./config.ts"

type LargeScaleConfig = PolicyConfigOf<"large-scale">

/** Those alive and those in training. */
const sizeOf = ({ onTheirWay, population }: Situation): number => population.size + onTheirWay

const isTooSmall = (situation: Situation): boolean => sizeOf(situation) < 2
const hasPair = ({ population }: Situation): boolean => population.size >= 2

const drawPair = (
  population: PopulationView,
  stream: RandomStream,
  { selection }: LargeScaleConfig
): Tournament => {
  const pair = tournament(population, stream, { sampleSize: 2, replacement: false })
  const [first] = pair.sample
  // The draw has no order of merit, so its first is either of the two.
  return selection === "random" && first !== undefined ? { ...pair, winner: first } : pair
}

const loserDies =
  (config: LargeScaleConfig, initialSize: number): Survival =>
  (situation, stream) => {
    const { births, duel, population } = situation
    const isFull = sizeOf(situation) >= config.populationSize
    if (births < initialSize || duel !== null || !isFull || !hasPair(situation)) return undefined
    const { sample, winner } = drawPair(population, stream, config)
    const loser = sample.find((member) => member !== winner)
    if (loser === undefined) return undefined
    return { individual: loser.individual, cause: "worse-of-pair", tournament: contestOf(sample) }
  }

const betterBreeds =
  (config: LargeScaleConfig, initialSize: number): Selection =>
  (situation, stream) => {
    const { births, duel, population } = situation
    if (births < initialSize || isTooSmall(situation)) return { kind: "nobody" }
    if (duel === null) {
      const pair = drawPair(population, stream, config)
      return { kind: "parent", parent: pair.winner, tournament: contestOf(pair.sample) }
    }
    const winner = memberOf(population, duel.winner)
    if (winner === undefined) throw new RangeError(`individual ${duel.winner} won a duel and is not alive`)
    const { fitness, members } = duel
    return { kind: "parent", parent: winner, tournament: { fitness, members } }
  }

export const largeScaleEvolution = (config: LargeScaleConfig): Policy => {
  const initialSize = config.initialSize ?? config.populationSize
  return {
    populationSize: config.populationSize,
    select: betterBreeds(config, initialSize),
    reproduce: reproduceWith(config.identityProbability),
    beforeBirth: loserDies(config, initialSize),
    mayBreed: (situation) =>
      situation.births < initialSize ||
      isTooSmall(situation) ||
      situation.duel !== null ||
      (hasPair(situation) && sizeOf(situation) < config.populationSize)
  }
}
