/**
 * Breeding in its two halves, as the Selector and the Mutator do them: choose a parent, make a child.
 * Both are pure; all chance comes from streams named after the child's birth number, so that a verification
 * can do them again and must get the same child.
 */
import { contentHash } from "./canonical-json.ts"
import type { EventOf } from "./event.ts"
import { mutate, type Offspring } from "./mutation.ts"
import type { ParentChoice, Policy } from "./policy.ts"
import type { PopulationView } from "./population.ts"
import { randomStream, type Seed } from "./random-stream.ts"
import type { Space } from "./space.ts"

/** What breeding needs to know of the run. */
export interface Rules {
  readonly seed: Seed
  readonly policy: Policy
  readonly space: Space
}

const TRAINING_SEED_MAX = 0x7fff_ffff

/** The first P are drawn at random; so is a child for which there is no parent left. */
export const chooseParent = (rules: Rules, individual: number, population: PopulationView): ParentChoice =>
  individual < rules.policy.populationSize || population.size === 0
    ? { kind: "nobody" }
    : rules.policy.chooseParent(population, randomStream(rules.seed, "select", individual))

const offspringOf = (rules: Rules, individual: number, choice: ParentChoice): Offspring => {
  if (choice.kind === "nobody") {
    const genome = rules.space.random(randomStream(rules.seed, "random genome", individual))
    return { operator: "random", genome, change: {} }
  }
  const stream = randomStream(rules.seed, "mutate", individual)
  return mutate(rules.space, choice.parent.genome, stream, rules.policy.identityProbability)
}

export const makeChild = (
  rules: Rules,
  individual: number,
  choice: ParentChoice
): EventOf<"IndividualBorn"> => {
  const { operator, genome, change } = offspringOf(rules, individual, choice)
  // Fields of events are made in the order of the alphabet, which is how the log writes them.
  return {
    change,
    genome,
    genomeHash: contentHash(genome),
    individual,
    kind: "IndividualBorn",
    operator,
    parents: choice.kind === "nobody" ? [] : [choice.parent.individual],
    tournament:
      choice.kind === "nobody"
        ? null
        : {
            fitness: choice.tournament.sample.map((member) => member.fitness),
            members: choice.tournament.sample.map((member) => member.individual)
          },
    trainingSeed: 1 + randomStream(rules.seed, "train", individual).below(TRAINING_SEED_MAX)
  }
}
