/**
 * Survival: who dies when the population has grown too large. Aging evolution removes the oldest, whatever its
 * fitness, "so that an architecture must be good when it is trained again to stay" (Real et al. 2018, §3).
 */
import type { PopulationView } from "./population.ts"

/** The individual that dies of age, or undefined while there is room for all. */
export const oldestBeyond = (population: PopulationView, populationSize: number): number | undefined =>
  population.size > populationSize ? population.at(0).individual : undefined
