/** Selections that several policies share. */
import type { Selection } from "../policy.ts"
import { contestOf, tournament } from "../selection.ts"

/** The first P are drawn at random, and so is a child for which nobody is left to breed. */
export const afterFounders =
  (founders: number, select: Selection): Selection =>
  (situation, stream) =>
    situation.births < founders || situation.population.size === 0
      ? { kind: "nobody" }
      : select(situation, stream)

export interface BreedingOptions {
  readonly sampleSize: number
  readonly replacement: boolean
  readonly crossoverProbability?: number | undefined
}

/** The winner of a tournament of S; with the crossover probability the winner of another is its partner. */
export const bestOfSample =
  ({ crossoverProbability = 0, ...options }: BreedingOptions): Selection =>
  ({ population }, stream) => {
    const held = tournament(population, stream, options)
    const choice = { kind: "parent", parent: held.winner, tournament: contestOf(held.sample) } as const
    if (crossoverProbability === 0 || stream.unit() >= crossoverProbability) return choice
    const second = tournament(population, stream, options)
    return { ...choice, partner: { parent: second.winner, tournament: contestOf(second.sample) } }
  }
