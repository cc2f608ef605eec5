/**
 * The port of the log: runs are appended to by one writer each, and read by anybody at any time. Implementations:
 * `sqlite-log.ts` (durable) and `memory-log.ts` (tests). One contract suite runs over both
 * (`test/log/event-log-contract.ts`).
 */
import { type Effect, type Option, Schema, type Scope, type Stream } from "effect"
import type { Event } from "../domain/event.ts"
import type { EventRow } from "./event-row.ts"

/** An event with what the log adds to it: its number in the run, and the time at which it was appended. */
export interface RecordedEvent {
  readonly seq: number
  /** Milliseconds since 1970, for people; no logic orders by it. */
  readonly at: number
  readonly event: Event
}

/** The last event of a run: its number and its link in the hash chain. Before the first: 0 and the run's genesis hash. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

/** An entry of the catalogue. */
export interface RunEntry {
  readonly ordinal: number
  readonly run: string
  readonly name: string
  readonly at: number
}

/** The log cannot be opened or used: the sentence says why and what to do. */
export class LogUnavailable extends Schema.TaggedError<LogUnavailable>()("LogUnavailable", {
  message: Schema.String
}) {}

/** Another process writes to this run. */
export class RunLocked extends Schema.TaggedError<RunLocked>()("RunLocked", { message: Schema.String }) {}

/** An append did not happen; nothing of it is in the log. */
export class AppendFailed extends Schema.TaggedError<AppendFailed>()("AppendFailed", {
  reason: Schema.Literals(["conflict", "disk"]),
  message: Schema.String
}) {}

/** A stored row is not what a writer of this program writes. */
export class LogCorrupt extends Schema.TaggedError<LogCorrupt>()("LogCorrupt", {
  seq: Schema.Int,
  message: Schema.String
}) {}

/** The right to append to one run. It ends with its scope. */
export interface LogWriter {
  readonly run: string
  readonly head: () => Head
  /**
   * Appends events in one transaction and returns when they are on disk. `expected` is the sequence number that
   * the caller believes to be the last; anything else in the log is a conflict, and nothing is appended.
   */
  readonly append: (
    events: readonly Event[],
    options: { readonly expected: number; readonly at: number }
  ) => Effect.Effect<Head, AppendFailed>
}

/** A folded state kept as a cache, in canonical JSON; `fold` is the version of the fold that made it. */
export interface Snapshot {
  readonly seq: number
  readonly fold: number
  readonly stateHash: string
  readonly state: string
}

export interface Range {
  /** Events after this sequence number. */
  readonly after: number
  /** Up to and including this one. */
  readonly upTo: number
}

export const WHOLE: Range = { after: 0, upTo: Number.MAX_SAFE_INTEGER }

export interface EventLogShape {
  /** The folder for the weight files that its events name; undefined for a log in memory. Whoever writes one makes it. */
  readonly weightsFolder: string | undefined
  /** Enters a run into the catalogue and gives it an id; fails where the name is taken. */
  readonly register: (run: {
    readonly name: string
    readonly at: number
    readonly fingerprint: string
  }) => Effect.Effect<RunEntry, LogUnavailable>
  readonly runs: Effect.Effect<readonly RunEntry[], LogUnavailable>
  /** Becomes the one writer of a run. */
  readonly write: (run: string) => Effect.Effect<LogWriter, RunLocked | LogUnavailable, Scope.Scope>
  /** Whether some process writes to the run now. */
  readonly isBeingWritten: (run: string) => Effect.Effect<boolean>
  readonly head: (run: string) => Effect.Effect<Head, LogUnavailable>
  /** Stored rows, in pages; unchecked, for verification. */
  readonly rows: (run: string, range: Range) => Stream.Stream<readonly EventRow[], LogUnavailable>
  /** Checked events, in pages: a page at a time is in memory. */
  readonly read: (
    run: string,
    range: Range
  ) => Stream.Stream<readonly RecordedEvent[], LogUnavailable | LogCorrupt>
  /** Folds checked events into a state: no event is kept, and nothing but the event is read. */
  readonly fold: <State>(
    run: string,
    range: Range,
    start: State,
    step: (state: State, event: Event) => State
  ) => Effect.Effect<State, LogUnavailable | LogCorrupt>
  /** The events about one individual, or, for null, about the run as a whole. */
  readonly about: (
    run: string,
    individual: number | null
  ) => Effect.Effect<readonly RecordedEvent[], LogUnavailable | LogCorrupt>
  /** The head as the last append noted it, apart from the rows; none where that note was deleted. */
  readonly notedHead: (run: string) => Effect.Effect<Option.Option<Head>, LogUnavailable>
  /** The newest snapshot of this fold at or before a sequence number. */
  readonly snapshot: (
    run: string,
    options: { readonly upTo: number; readonly fold: number }
  ) => Effect.Effect<Option.Option<Snapshot>, LogUnavailable>
  readonly keepSnapshot: (run: string, snapshot: Snapshot) => Effect.Effect<void, LogUnavailable>
}
