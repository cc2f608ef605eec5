/**
 * Non-aging evolution, the control of aging evolution: the same, but for who dies. Paper B kills the worst of the
 * sample that bred the child (Real et al. 2018), the NAS-Bench-101 paper the worst of all (Ying et al. 2019).
 */
import type { Policy } from "../policy.ts"
import { reproduceWith } from "../reproduction.ts"
import { worstOfAllBeyond, worstOfSampleBeyond } from "../survival.ts"
import { afterFounders, bestOfSample } from "./breeding.ts"
import type { PolicyConfigOf } from "./config.ts"

export const nonAgingEvolution = (config: PolicyConfigOf<"non-aging">): Policy => ({
  populationSize: config.populationSize,
  select: afterFounders(config.populationSize, bestOfSample(config)),
  reproduce: reproduceWith(config.identityProbability),
  afterJoining:
    config.kill === "worst-of-all" ? worstOfAllBeyond(config.populationSize) : worstOfSampleBeyond(config)
})
