/** What a verification finds when a log is not what the engine would have written: where, what, and a sentence. */
import type { Event } from "../domain/event.ts"

/**
 * Of the chain: `hole` (rows are missing, or out of order), `chain` (a row was changed after it was written), `row`
 * (a row that no writer writes: unreadable, not canonical, or its columns contradict its payload), `head` (the end
 * of the log is not where the last append noted it), `unreadable` (the file itself cannot be read there).
 * Of the decisions: `birth`, `death`, `count`, `finish`, `update` (the rules say otherwise), `fact` (something from outside
 * that could not have been accepted then), `rules` (this program cannot decide the run again at all).
 */
export type DifferenceKind =
  | "hole"
  | "chain"
  | "row"
  | "head"
  | "unreadable"
  | "birth"
  | "death"
  | "count"
  | "finish"
  | "update"
  | "fact"
  | "rules"

export interface Difference {
  readonly seq: number
  readonly kind: DifferenceKind
  /** What stands in the log: an event, the text of a row that is no event, or a hash; null for nothing. */
  readonly recorded: Event | string | null
  /** What should stand there; null for nothing, or where that cannot be known. */
  readonly decided: Event | string | null
  /** One sentence for people. */
  readonly message: string
}
