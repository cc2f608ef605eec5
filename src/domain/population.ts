/**
 * The population: those who may breed, in the order in which their fitness came to count. It is a queue, as in
 * Real et al. 2018: newcomers join at the right, and under aging the leftmost, the oldest, dies.
 *
 * It is changed in place by its one owner, the fold in `evolve.ts`; everyone else reads.
 */
import type { Genome } from "./space.ts"

export interface Member {
  readonly individual: number
  readonly genome: Genome
  /** Higher is better. */
  readonly fitness: number
  /** The sequence number of its birth in the log. */
  readonly bornSeq: number
  /** How many fitness values had counted when it joined, its own included: its age is counted from here. */
  readonly joinedAt: number
  /** Measures that the policy minimises, in the order of its config; empty for policies with one objective. */
  readonly costs: readonly number[]
  /** The content name of the weights that its training ended with, where they are kept. */
  readonly weights?: string
}

/** What selection and survival may see of a population. */
export interface PopulationView {
  readonly size: number
  /** The member at `position`, the oldest at 0. */
  readonly at: (position: number) => Member
  readonly list: () => readonly Member[]
}

/** Holes left by deaths at the front are closed only when there are this many, so that a death costs O(1). */
const HOLES_MAX = 1024

export class Population implements PopulationView {
  private members: Member[]
  private front = 0

  constructor(members: readonly Member[]) {
    this.members = [...members]
  }

  get size(): number {
    return this.members.length - this.front
  }

  at(position: number): Member {
    const member = position < 0 ? undefined : this.members[this.front + position]
    if (member === undefined)
      throw new RangeError(`the population has no member at position ${position} of ${this.size}`)
    return member
  }

  list(): readonly Member[] {
    return this.members.slice(this.front)
  }

  join(member: Member): void {
    this.members.push(member)
  }

  /** Takes a member out; the oldest at no cost, any other by moving the younger ones up. */
  remove(individual: number): Member {
    if (this.size > 0 && this.at(0).individual === individual) {
      const oldest = this.at(0)
      this.front++
      if (this.front >= HOLES_MAX && this.front * 2 >= this.members.length) {
        this.members = this.members.slice(this.front)
        this.front = 0
      }
      return oldest
    }
    const position = this.members.findIndex(
      (member, index) => index >= this.front && member.individual === individual
    )
    const [member] = position === -1 ? [] : this.members.splice(position, 1)
    if (member === undefined)
      throw new RangeError(`individual ${individual} is not in the population, so it cannot leave it`)
    return member
  }
}
