/** What a person asked to have retrained, as the flags of the command say it. */
import type { RunEntry } from "../../log/event-log.ts"

export interface RetrainRequest {
  readonly entry: RunEntry
  /** N and F of the network, and the epochs; where undefined, those of the run, and a number of epochs of our own. */
  readonly cells: number | undefined
  readonly filters: number | undefined
  readonly epochs: number | undefined
  /** `path=value` settings of the space and the evaluator, in order. */
  readonly set: readonly string[]
  /** The individual's own training seed where undefined. */
  readonly seed: number | undefined
}
