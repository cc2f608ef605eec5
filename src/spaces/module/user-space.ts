/**
 * What a person's module exports for a space: `export const space = (options): UserSpace => …`. It is the port `Space`
 * with less to write: genomes may be recognised by a plain function, and a change need not be described.
 */
import type { Json } from "../../domain/canonical-json.ts"
import type { RandomStream } from "../../domain/random-stream.ts"
import type { DecisionCoding, Genome } from "../../domain/space.ts"

/** What an operator made, and for the log and for people what it changed. */
export interface UserMutation<G extends Genome> {
  readonly genome: G
  readonly change?: Readonly<Record<string, Json>>
}

export interface UserSpace<G extends Genome = Genome> {
  /** Whether a JSON value is a genome of this space, in the one form that it has. */
  readonly isGenome: (value: Json) => boolean
  /** Draws a genome; all chance comes from the stream. */
  readonly random: (stream: RandomStream) => G
  /**
   * The operators by name, each equally likely. The genome is a copy that may be changed. An operator that cannot be
   * applied gives `undefined`, and another is tried.
   */
  readonly operators: Readonly<
    Record<string, (genome: G, stream: RandomStream) => UserMutation<G> | undefined>
  >
  readonly decisions?: DecisionCoding<G>
  readonly crossover?: (first: G, second: G, stream: RandomStream) => UserMutation<G> | undefined
  /** The genome in a few words, on one line; where it is left out, the genome as JSON. */
  readonly describe?: (genome: G) => string
}

/** What `space` in a module is. */
export type UserSpaceFactory<G extends Genome = Genome> = (
  options: Readonly<Record<string, Json>>
) => UserSpace<G>
