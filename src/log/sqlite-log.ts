/**
 * The durable log: SQLite in WAL mode with `synchronous = FULL`. A batch of events is one transaction; when
 * `append` returns, it is on disk. Rows are chained by hash, and the head is noted in the same transaction.
 */
import { resolve } from "node:path"
import { Effect, Option, type Scope, Stream } from "effect"
import { decodeRows } from "./decode-rows.ts"
import {
  type EventLogShape,
  type Head,
  LogUnavailable,
  type Range,
  type RunEntry,
  type Snapshot
} from "./event-log.ts"
import type { EventRow } from "./event-row.ts"
import { genesis, type StoredEvent } from "./row.ts"
import { runId } from "./run-id.ts"
import { isLocked, lockRun } from "./run-lock.ts"
import { driverProblem, type OpenOptions, openDatabase, type SqliteDatabase } from "./sqlite-database.ts"
import { makeSqliteFold } from "./sqlite-fold.ts"
import { makeSqliteWriter } from "./sqlite-writer.ts"

const PAGE_ROWS = 1000

const attempt = <A>(what: string, query: () => A): Effect.Effect<A, LogUnavailable> =>
  Effect.try({
    try: query,
    catch: (error) => new LogUnavailable({ message: `${what} failed: ${driverProblem(error)}` })
  })

/**
 * One individual's events. Without `unlikely` SQLite, which keeps no statistics here, takes the primary key, whose
 * order is the one asked for, and reads the whole run for a handful of rows.
 */
export const EVENTS_ABOUT =
  "SELECT seq, kind, version, at, payload FROM events WHERE run = ? AND unlikely(individual IS ?) ORDER BY seq"

const prepareStatements = (database: SqliteDatabase) => ({
  runs: database.prepare<[], RunEntry>("SELECT ordinal, run, name, at FROM runs ORDER BY ordinal"),
  enter: database.prepare<[number, string, string, number]>(
    "INSERT INTO runs (ordinal, run, name, at) VALUES (?, ?, ?, ?)"
  ),
  last: database.prepare<[string], Head>(
    "SELECT seq, hash FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1"
  ),
  noted: database.prepare<[string], Head>("SELECT seq, hash FROM heads WHERE run = ?"),
  rows: database.prepare<[string, number, number, number], EventRow>(
    "SELECT seq, kind, version, at, individual, payload, hash FROM events WHERE run = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
  ),
  events: database.prepare<[string, number, number, number], StoredEvent>(
    "SELECT seq, kind, version, at, payload FROM events WHERE run = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
  ),
  snapshot: database.prepare<[string, number, number], Snapshot>(
    "SELECT seq, fold, state_hash AS stateHash, state FROM snapshots WHERE run = ? AND fold = ? AND seq <= ? ORDER BY seq DESC LIMIT 1"
  ),
  keep: database.prepare<[string, number, number, string, string]>(
    "INSERT OR REPLACE INTO snapshots (run, seq, fold, state_hash, state) VALUES (?, ?, ?, ?, ?)"
  ),
  about: database.prepare<[string, number | null], StoredEvent>(EVENTS_ABOUT)
})

type Statements = ReturnType<typeof prepareStatements>
type PageQuery = Statements["rows"] | Statements["events"]

const pages = <Row extends StoredEvent>(
  query: { readonly all: (run: string, after: number, upTo: number, limit: number) => Row[] } & PageQuery,
  run: string,
  { after, upTo }: Range
): Stream.Stream<readonly Row[], LogUnavailable> =>
  Stream.paginate(after, (from: number) =>
    attempt(`reading run ${run} after event ${from}`, () => {
      const page: readonly Row[] = query.all(run, from, upTo, PAGE_ROWS)
      const last = page.at(-1)
      const next =
        last === undefined || page.length < PAGE_ROWS ? Option.none<number>() : Option.some(last.seq)
      return [[page], next] as const
    })
  )

const register =
  (database: SqliteDatabase, statements: Statements): EventLogShape["register"] =>
  ({ name, at, fingerprint }) =>
    Effect.gen(function* () {
      const enter = database.transaction((): RunEntry | undefined => {
        const known = statements.runs.all()
        if (known.some((entry) => entry.name === name)) return undefined
        const ordinal = (known.at(-1)?.ordinal ?? 0) + 1
        const entry = { ordinal, run: runId(ordinal, fingerprint), name, at }
        statements.enter.run(entry.ordinal, entry.run, entry.name, entry.at)
        return entry
      })
      const entry = yield* attempt("entering the run into the catalogue", () => enter.immediate())
      if (entry !== undefined) return entry
      return yield* new LogUnavailable({
        message: `there is already a run named “${name}”; resume it with “cambrian resume ${name}”, or start another under --name`
      })
    })

/** To write on after a log that was cut off or changed would cover up what has happened to it. */
const notAsNoted = (run: string, last: Head, noted: Head): string => {
  const found =
    last.seq === noted.seq
      ? `its last event, ${last.seq}, is not the one that was written`
      : `it ends at event ${last.seq}, and the last one written was ${noted.seq}`
  return `the log of run ${run} has been changed, so nothing is added to it: ${found}; “cambrian verify ${run}” says more`
}

export const makeSqliteLog = (
  options: OpenOptions
): Effect.Effect<EventLogShape, LogUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    const database = yield* openDatabase(options)
    const statements = yield* attempt("preparing the log", () => prepareStatements(database))
    const fold = yield* attempt("preparing the log", () => makeSqliteFold(database))
    const head = (run: string) => attempt("reading the head", () => statements.last.get(run) ?? genesis(run))
    const notedHead = (run: string) =>
      attempt("reading the noted head", () => Option.fromNullishOr(statements.noted.get(run)))
    const write: EventLogShape["write"] = (run) =>
      Effect.gen(function* () {
        yield* lockRun(options.file, run)
        const last = yield* head(run)
        const noted = yield* notedHead(run)
        if (Option.isSome(noted) && (noted.value.seq !== last.seq || noted.value.hash !== last.hash)) {
          return yield* new LogUnavailable({ message: notAsNoted(run, last, noted.value) })
        }
        return makeSqliteWriter(database, run, last)
      })
    return {
      weightsFolder: `${resolve(options.file)}-weights`,
      register: register(database, statements),
      runs: attempt("reading the catalogue", () => statements.runs.all()),
      write,
      isBeingWritten: (run) => isLocked(options.file, run),
      head,
      notedHead,
      rows: (run, range) => pages(statements.rows, run, range),
      read: (run, range) =>
        pages(statements.events, run, range).pipe(Stream.mapEffect((page) => decodeRows(run, page))),
      snapshot: (run, { upTo, fold }) =>
        attempt("reading a snapshot", () => Option.fromNullishOr(statements.snapshot.get(run, fold, upTo))),
      keepSnapshot: (run, { seq, fold, stateHash, state }) =>
        attempt("keeping a snapshot", () => {
          statements.keep.run(run, seq, fold, stateHash, state)
        }),
      fold,
      about: (run, individual) =>
        attempt("reading the log", () => statements.about.all(run, individual)).pipe(
          Effect.flatMap((rows) => decodeRows(run, rows))
        )
    }
  })
