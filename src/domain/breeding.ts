/**
 * Breeding in its two halves, as the Selector and the Mutator do them: choose who breeds, make a child.
 * Both are pure; all chance comes from streams named after the child's birth number, so that a verification
 * can do them again and must get the same child.
 */
import { contentHash } from "./canonical-json.ts"
import type { EventOf } from "./event.ts"
import type { ParentChoice, Policy } from "./policy.ts"
import { randomStream, type Seed } from "./random-stream.ts"
import type { Situation } from "./situation.ts"
import type { Space } from "./space.ts"

/** What breeding needs to know of the run. */
export interface Rules {
  readonly seed: Seed
  readonly policy: Policy
  readonly space: Space
}

const TRAINING_SEED_MAX = 0x7fff_ffff

/** Who breeds for the individual that is to be born next. */
export const chooseParent = (rules: Rules, individual: number, situation: Situation): ParentChoice =>
  rules.policy.select(situation, randomStream(rules.seed, "select", individual))

export const makeChild = (
  rules: Rules,
  individual: number,
  choice: ParentChoice
): EventOf<"IndividualBorn"> => {
  const stream = randomStream(rules.seed, choice.kind === "nobody" ? "random genome" : "mutate", individual)
  const { operator, genome, change, isOfBoth = false } = rules.policy.reproduce(rules.space, choice, stream)
  // Fields of events are made in the order of the alphabet, which is how the log writes them.
  return {
    change,
    genome,
    genomeHash: contentHash(genome),
    individual,
    ...inheritance(choice),
    kind: "IndividualBorn",
    operator,
    parents: parentsOf(choice, isOfBoth),
    tournament: choice.kind === "parent" ? choice.tournament : null,
    trainingSeed: 1 + randomStream(rules.seed, "train", individual).below(TRAINING_SEED_MAX)
  }
}

const parentsOf = (choice: ParentChoice, isOfBoth: boolean): number[] => {
  if (choice.kind !== "parent") return []
  const { parent, partner } = choice
  const both = isOfBoth && partner !== undefined ? [parent, partner.parent] : [parent]
  return both.map(({ individual }) => individual)
}

/** The weights that the child may begin with: those that its parent ended with, where they were kept. */
const inheritance = (choice: ParentChoice): { readonly inherits?: string } =>
  choice.kind === "parent" && choice.parent.weights !== undefined ? { inherits: choice.parent.weights } : {}
