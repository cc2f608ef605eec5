/**
 * Reproduction: what a child is made of, given who breeds. Nobody: a genome drawn from the whole space. One
 * parent: its copy with one mutation. Two: a mixture of both, where the space can mix. A controller: its decisions.
 */
import { mutate, type Offspring } from "./mutation.ts"
import type { ParentChoice, Reproduction } from "./policy.ts"
import type { RandomStream } from "./random-stream.ts"
import type { Space } from "./space.ts"

/** The reproduction of all built-in policies; they differ in the chance of an unchanged copy. */
export const reproduceWith =
  (identityProbability: number): Reproduction =>
  (space, choice, stream) => {
    switch (choice.kind) {
      case "nobody":
        return { operator: "random", genome: space.random(stream), change: {} }
      case "controller": {
        const { decisions, genome, logProbability } = choice
        return { operator: "sample", genome, change: { decisions, logProbability } }
      }
      case "parent":
        return (
          crossed(space, choice, stream) ?? mutate(space, choice.parent.genome, stream, identityProbability)
        )
    }
  }

/** The child of two, with the second tournament beside what was mixed; undefined where there is one parent only. */
const crossed = (
  space: Space,
  { parent, partner }: Extract<ParentChoice, { kind: "parent" }>,
  stream: RandomStream
): Offspring | undefined => {
  if (partner === undefined) return undefined
  const mixed = space.crossover?.(parent.genome, partner.parent.genome, stream)
  if (mixed === undefined) return undefined
  const { fitness, members } = partner.tournament
  return {
    operator: "crossover",
    genome: mixed.genome,
    isOfBoth: true,
    change: {
      ...mixed.change,
      partnerTournament: { fitness, members }
    }
  }
}
