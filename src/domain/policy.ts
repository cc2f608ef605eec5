/**
 * A policy is selection × mutation × survival: the three choices in which the papers' algorithms differ.
 * To add one: its config in `run-config.ts`, its pieces here or in a file beside this one.
 */
import type { EventOf } from "./event.ts"
import type { Member, PopulationView } from "./population.ts"
import type { RandomStream } from "./random-stream.ts"
import type { PolicyConfig } from "./run-config.ts"
import { type Tournament, tournament } from "./selection.ts"
import { oldestBeyond } from "./survival.ts"

/** Who breeds: one parent and the tournament that it won, or nobody, in which case a genome is drawn at random. */
export type ParentChoice =
  | { readonly kind: "nobody" }
  | { readonly kind: "parent"; readonly parent: Member; readonly tournament: Tournament }

export interface Policy {
  readonly populationSize: number
  readonly identityProbability: number
  readonly chooseParent: (population: PopulationView, stream: RandomStream) => ParentChoice
  readonly whoDies: (
    population: PopulationView
  ) => { readonly individual: number; readonly cause: EventOf<"IndividualDied">["cause"] } | undefined
}

export const makePolicy = (config: PolicyConfig): Policy => {
  switch (config.kind) {
    case "aging":
      return {
        populationSize: config.populationSize,
        identityProbability: config.identityProbability,
        chooseParent: (population, stream) => {
          const held = tournament(population, stream, config)
          return { kind: "parent", parent: held.winner, tournament: held }
        },
        whoDies: (population) => {
          const individual = oldestBeyond(population, config.populationSize)
          return individual === undefined ? undefined : { individual, cause: "aging" }
        }
      }
  }
}
