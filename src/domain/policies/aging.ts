/**
 * Aging evolution (Real et al. 2018, arXiv 1802.01548, Algorithm 1): P random individuals; then again and again
 * the best of a sample of S breeds, its child is trained and joins, and the oldest dies.
 */
import type { Policy } from "../policy.ts"
import { reproduceWith } from "../reproduction.ts"
import { oldestBeyond } from "../survival.ts"
import { afterFounders, bestOfSample } from "./breeding.ts"
import type { PolicyConfigOf } from "./config.ts"

export const agingEvolution = (config: PolicyConfigOf<"aging">): Policy => ({
  populationSize: config.populationSize,
  select: afterFounders(config.populationSize, bestOfSample(config)),
  reproduce: reproduceWith(config.identityProbability),
  afterJoining: oldestBeyond(config.populationSize)
})
