/** The port of a benchmark to the table evaluator: what was recorded of the network that a genome makes. */
import type { Genome } from "../../domain/space.ts"

export interface RecordedResult {
  /**
   * The accuracies that may steer the search, one for each recorded training, in [0, 1]. None where the genome makes
   * no network at all, which is then as unfit as can be.
   */
  readonly accuracies: readonly number[]
  readonly measures: Readonly<Record<string, number>>
}

/** `undefined` for what is no genome of the benchmark's space. */
export type RecordedResults = (genome: Genome) => RecordedResult | undefined
