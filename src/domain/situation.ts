/**
 * What a policy may see when it decides: who lives, who is on the way, who joined last. The state of a run is
 * one; it is named apart from it so that policies know nothing of logs, leases and trainers.
 */
import type { ControllerState } from "./controller-state.ts"
import type { Member, PopulationView } from "./population.ts"
import type { Contest } from "./selection.ts"

/** A pairwise comparison that has cost its loser's life: its winner breeds next (Real et al. 2017). */
export interface Duel extends Contest {
  readonly winner: number
}

export interface Situation {
  readonly population: PopulationView
  /** How many are born, and how many of them are not settled: being trained, or waiting to count. */
  readonly births: number
  readonly onTheirWay: number
  /** How many fitness values count, and how many individuals have died. */
  readonly counted: number
  readonly deaths: number
  /** Who joined last, and whom its parent's tournament had drawn; nobody at first. */
  readonly newest: number | null
  readonly newestSample: readonly number[]
  readonly duel: Duel | null
  readonly controller: ControllerState
}

/** The member of a population with this birth number, or undefined where it does not live. */
export const memberOf = (population: PopulationView, individual: number): Member | undefined => {
  for (let position = population.size - 1; position >= 0; position--) {
    const member = population.at(position)
    if (member.individual === individual) return member
  }
  return undefined
}
