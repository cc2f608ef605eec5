/**
 * The port of a search space: what a genome is, how one is drawn, how one is changed. A space is pure: all
 * chance comes from the stream it is handed, and it knows nothing of populations, logs or training.
 *
 * To add a space: write one file that exports a `Space`, name it in `spaces/registry.ts`, and run the
 * contract suite over it (`test/spaces/space-contract.ts`).
 */
import type * as z from "zod"
import type { Json } from "./canonical-json.ts"
import type { RandomStream } from "./random-stream.ts"

/** A genome is plain JSON in its canonical form: equal networks that the space can tell equal have equal genomes. */
export type Genome = Json

/** What an operator did: the new genome, and a description of the change for the log and for people. */
export interface Mutation<G extends Genome> {
  readonly genome: G
  readonly change: Readonly<Record<string, Json>>
}

/**
 * One way to change a genome. Gives `undefined` where it cannot be applied to this genome; another operator
 * is then tried.
 */
export type MutationOperator<G extends Genome> = (genome: G, stream: RandomStream) => Mutation<G> | undefined

/**
 * A genome as a sequence of categorical decisions, for a controller that learns to make them (reinforcement
 * learning). Coding a genome and reading it back gives the same genome.
 */
export interface DecisionCoding<G extends Genome> {
  /** How many options each decision has, in the order in which they are made. */
  readonly options: readonly number[]
  /** The genome that the decisions make, each in [0, options); `undefined` where they make none that is valid. */
  readonly toGenome: (decisions: readonly number[]) => G | undefined
  readonly toDecisions: (genome: G) => readonly number[]
}

export interface Space<G extends Genome = Genome> {
  readonly kind: string
  /** Validates a genome that comes from outside (the log, a file). */
  readonly genome: z.ZodType<G>
  /** Draws a genome: every genome of the space is equally likely, or it is one of those that evolution begins with. */
  readonly random: (stream: RandomStream) => G
  /** The operators by name, each equally likely. The identity belongs to the policy, unless the space counts it among them. */
  readonly operators: Readonly<Record<string, MutationOperator<G>>>
  /** Absent where a genome is no sequence of decisions; the space can then not be searched by reinforcement. */
  readonly decisions?: DecisionCoding<G>
  /** Mixes two parents; absent where that makes no sense. The first is the one whose place the child takes in its lineage. */
  readonly crossover?: (first: G, second: G, stream: RandomStream) => Mutation<G> | undefined
  /** The genome in a few words, for a terminal. */
  readonly describe: (genome: G) => string
}
