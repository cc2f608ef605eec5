/** Opens the log of a database file for the length of an effect: the one place that chooses its implementation. */
import { Effect } from "effect"
import type { EventLogShape, LogUnavailable } from "../log/event-log.ts"
import { makeSqliteLog } from "../log/sqlite-log.ts"

export interface LogLocation {
  /** The database file. */
  readonly file: string
  /** Readers never write, and never hinder the writer; `create` makes the file where there is none. */
  readonly mode: "read" | "write" | "create"
}

export const withLog = <A, E>(
  location: LogLocation,
  use: (log: EventLogShape) => Effect.Effect<A, E>
): Effect.Effect<A, E | LogUnavailable> => Effect.scoped(Effect.flatMap(makeSqliteLog(location), use))
