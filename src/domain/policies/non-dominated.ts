/**
 * Evolution with several objectives: a fitness that should be large and measures that should be small (FLOPs,
 * latency). Parents win tournaments by fitness; who dies is of the last non-dominated front, and of those the one
 * whose neighbours are nearest (NSGA-II: Deb et al. 2002, IEEE TEC 6(2)).
 */
import type { Policy } from "../policy.ts"
import type { Member } from "../population.ts"
import { reproduceWith } from "../reproduction.ts"
import { afterFounders, bestOfSample } from "./breeding.ts"
import type { PolicyConfigOf } from "./config.ts"

/** All objectives as costs: smaller is better. */
const costsOf = ({ costs, fitness }: Member): readonly number[] => [-fitness, ...costs]

const dominates = (left: Member, right: Member): boolean => {
  const other = costsOf(right)
  let isBetter = false
  for (const [index, cost] of costsOf(left).entries()) {
    const compared = other[index] ?? cost
    if (cost > compared) return false
    if (cost < compared) isBetter = true
  }
  return isBetter
}

/** The members that are left when the non-dominated have been taken away, front by front, until one front is left. */
export const lastFront = (members: readonly Member[]): readonly Member[] => {
  const rest = members.filter((member) => members.some((other) => dominates(other, member)))
  return rest.length === 0 ? members : lastFront(rest)
}

/** How far apart each member's neighbours are, summed over the objectives; infinite at the ends of the front. */
export const crowdingDistances = (front: readonly Member[]): ReadonlyMap<Member, number> => {
  const distances = new Map(front.map((member) => [member, 0]))
  const objectives = front[0] === undefined ? 0 : costsOf(front[0]).length
  for (let objective = 0; objective < objectives; objective++) {
    const sorted = front
      .map((member) => ({ member, cost: costsOf(member)[objective] ?? 0 }))
      .sort((a, b) => a.cost - b.cost || a.member.joinedAt - b.member.joinedAt)
    for (const [position, { member }] of sorted.entries())
      distances.set(member, (distances.get(member) ?? 0) + gapAround(sorted, position))
  }
  return distances
}

/** The distance between the two neighbours along one objective, as a share of the front's whole range. */
const gapAround = (sorted: readonly { readonly cost: number }[], position: number): number => {
  const [below, above] = [sorted[position - 1], sorted[position + 1]]
  if (below === undefined || above === undefined) return Number.POSITIVE_INFINITY
  const range = (sorted.at(-1)?.cost ?? 0) - (sorted[0]?.cost ?? 0)
  return range === 0 ? 0 : (above.cost - below.cost) / range
}

/** The most crowded of the last front; among equals the oldest. */
const leastWanted = (members: readonly Member[]): Member => {
  const front = lastFront(members)
  const distances = crowdingDistances(front)
  const crowding = (member: Member): number => distances.get(member) ?? 0
  return front.reduce((worst, member) => (crowding(member) < crowding(worst) ? member : worst))
}

export const nonDominatedEvolution = (config: PolicyConfigOf<"non-dominated">): Policy => ({
  populationSize: config.populationSize,
  select: afterFounders(config.populationSize, bestOfSample(config)),
  reproduce: reproduceWith(config.identityProbability),
  afterJoining: ({ population }) =>
    population.size > config.populationSize
      ? { individual: leastWanted(population.list()).individual, cause: "dominated" }
      : undefined
})
