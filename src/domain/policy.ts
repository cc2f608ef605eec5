/**
 * The port of a policy: selection × reproduction × survival, the three choices in which the papers' algorithms
 * differ. Each is a pure function of the situation and of a stream of its own, so a verification can choose again.
 *
 * A policy is one short file in `policies/`, put together from `selection.ts`, `reproduction.ts` and `survival.ts`
 * or from functions of its own; to add one, name it in `policies/config.ts` and `policies/registry.ts`, or keep
 * it in a module of your own (`"policy": { "kind": "module", … }`).
 */
import type { Learning } from "./learning.ts"
import type { Offspring } from "./mutation.ts"
import type { Member } from "./population.ts"
import type { RandomStream } from "./random-stream.ts"
import type { Contest } from "./selection.ts"
import type { Situation } from "./situation.ts"
import type { Genome, Space } from "./space.ts"

/** Who breeds. */
export type ParentChoice =
  /** Nobody: a genome is drawn at random. */
  | { readonly kind: "nobody" }
  /** The winner of a tournament; with a partner where the child has two parents. */
  | {
      readonly kind: "parent"
      readonly parent: Member
      readonly tournament: Contest
      readonly partner?: { readonly parent: Member; readonly tournament: Contest } | undefined
    }
  /** A controller: it made these decisions. */
  | {
      readonly kind: "controller"
      readonly genome: Genome
      readonly decisions: readonly number[]
      readonly logProbability: number
    }

/** Who dies, and of what: a word for the log and for people. */
export interface Death {
  readonly individual: number
  readonly cause: string
  /** The comparison that it lost, where the death follows from one of its own. */
  readonly tournament?: Contest | undefined
}

export type Selection = (situation: Situation, stream: RandomStream) => ParentChoice
export type Reproduction = (space: Space, choice: ParentChoice, stream: RandomStream) => Offspring
export type Survival = (situation: Situation, stream: RandomStream) => Death | undefined

export interface Policy {
  readonly populationSize: number
  readonly select: Selection
  readonly reproduce: Reproduction
  /** Asked after somebody has joined, again and again until nobody dies any more. */
  readonly afterJoining?: Survival
  /** Asked when a trainer could take a child, before it is born. */
  readonly beforeBirth?: Survival
  /** Whether a child may be born now; a policy without it always says yes. */
  readonly mayBreed?: (situation: Situation) => boolean
  /** What learns from counted fitness, where something does. */
  readonly learning?: Learning
}
