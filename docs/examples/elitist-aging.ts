/**
 * A policy of one's own in one file: aging evolution that spares the best. The oldest dies, as in Real et al. 2018,
 * but never the fittest of the population, so nothing good is ever lost, nor anything that was only lucky.
 */
import type { UserPolicyFactory } from "../../src/domain/policies/user-policy.ts"

export const policy: UserPolicyFactory = ({ options, populationSize }, pieces) => ({
  select: pieces.afterFounders(
    populationSize,
    pieces.bestOfSample({ sampleSize: Number(options.sampleSize ?? 10), replacement: true })
  ),
  reproduce: pieces.reproduceWith(0),
  afterJoining: ({ population }) => {
    if (population.size <= populationSize) return undefined
    const [oldest, second] = population.list()
    const fittest = Math.max(...population.list().map(({ fitness }) => fitness))
    const dying = oldest?.fitness === fittest ? second : oldest
    return dying && { individual: dying.individual, cause: "aging-but-the-best" }
  }
})
