/** The log in memory, for tests and simulations: the same rows, chain and errors, nothing on disk. */
import { Effect, Option, Stream } from "effect"
import type { Event } from "../domain/event.ts"
import { decodeRows, foldRows } from "./decode-rows.ts"
import {
  AppendFailed,
  type EventLogShape,
  type Head,
  LogUnavailable,
  type LogWriter,
  type Range,
  type RunEntry,
  RunLocked,
  type Snapshot
} from "./event-log.ts"
import type { EventRow } from "./event-row.ts"
import { encodeRow, genesis } from "./row.ts"
import { runId } from "./run-id.ts"

const PAGE_ROWS = 1000

/** What a memory log keeps; hand the same one to several layers to model a process that dies and comes back. */
export interface MemoryStore {
  readonly entries: RunEntry[]
  readonly rows: Map<string, EventRow[]>
  readonly writers: Set<string>
  readonly snapshots: Map<string, Snapshot[]>
}

export const makeMemoryStore = (): MemoryStore => ({
  entries: [],
  rows: new Map(),
  writers: new Set(),
  snapshots: new Map()
})

const headOf = (run: string, rows: readonly EventRow[]): Head => {
  const last = rows.at(-1)
  return last === undefined ? genesis(run) : { seq: last.seq, hash: last.hash }
}

const makeWriter = (run: string, rows: EventRow[]): LogWriter => ({
  run,
  head: () => headOf(run, rows),
  append: (events: readonly Event[], { expected, at }) =>
    Effect.suspend(() => {
      const head = headOf(run, rows)
      if (head.seq !== expected) {
        const message = `run ${run} is at event ${head.seq}, not at ${expected}: somebody else has written to it`
        return Effect.fail(new AppendFailed({ reason: "conflict", message }))
      }
      // All are encoded before one is kept: an event that has no JSON form takes its whole batch with it.
      const batch: EventRow[] = []
      let next = head
      for (const event of events) {
        const row = encodeRow(event, at, next)
        batch.push(row)
        next = { seq: row.seq, hash: row.hash }
      }
      rows.push(...batch)
      return Effect.succeed(next)
    })
})

const paged = (rows: readonly EventRow[]): Stream.Stream<readonly EventRow[]> => {
  const count = Math.ceil(rows.length / PAGE_ROWS)
  return Stream.fromIterable(
    Array.from({ length: count }, (_, i) => rows.slice(i * PAGE_ROWS, (i + 1) * PAGE_ROWS))
  )
}

export const makeMemoryLog = (store: MemoryStore): EventLogShape => {
  const rowsOf = (run: string): EventRow[] => {
    const known = store.rows.get(run) ?? []
    store.rows.set(run, known)
    return known
  }
  const select = (run: string, { after, upTo }: Range): readonly EventRow[] =>
    rowsOf(run).filter((row) => row.seq > after && row.seq <= upTo)
  const pages = (run: string, range: Range) => paged(select(run, range))

  const register: EventLogShape["register"] = ({ name, at, fingerprint }) =>
    Effect.suspend(() => {
      if (store.entries.some((entry) => entry.name === name)) {
        return Effect.fail(new LogUnavailable({ message: `there is already a run named “${name}”` }))
      }
      const ordinal = store.entries.length + 1
      const entry = { ordinal, run: runId(ordinal, fingerprint), name, at }
      store.entries.push(entry)
      return Effect.succeed(entry)
    })

  const write: EventLogShape["write"] = (run) =>
    Effect.acquireRelease(
      Effect.suspend(() => {
        if (store.writers.has(run)) {
          return Effect.fail(new RunLocked({ message: `run ${run} is being written to by another process` }))
        }
        store.writers.add(run)
        return Effect.succeed(makeWriter(run, rowsOf(run)))
      }),
      () => Effect.sync(() => store.writers.delete(run))
    )

  return {
    weightsFolder: undefined,
    register,
    write,
    runs: Effect.sync(() => [...store.entries]),
    isBeingWritten: (run) => Effect.sync(() => store.writers.has(run)),
    head: (run) => Effect.sync(() => headOf(run, rowsOf(run))),
    notedHead: (run) => Effect.sync(() => Option.some(headOf(run, rowsOf(run)))),
    rows: (run, range) => Stream.unwrap(Effect.sync(() => pages(run, range))),
    read: (run, range) =>
      Stream.unwrap(Effect.sync(() => pages(run, range))).pipe(
        Stream.mapEffect((page) => decodeRows(run, page))
      ),
    fold: (run, range, start, step) => foldRows(run, select(run, range), { after: range.after, start, step }),
    snapshot: (run, { upTo, fold }) =>
      Effect.sync(() =>
        Option.fromNullishOr(
          (store.snapshots.get(run) ?? [])
            .filter((snapshot) => snapshot.seq <= upTo && snapshot.fold === fold)
            .sort((a, b) => a.seq - b.seq)
            .at(-1)
        )
      ),
    keepSnapshot: (run, snapshot) =>
      Effect.sync(() => {
        store.snapshots.set(run, [...(store.snapshots.get(run) ?? []), snapshot])
      }),
    about: (run, individual) =>
      Effect.suspend(() =>
        decodeRows(
          run,
          rowsOf(run).filter((row) => row.individual === individual)
        )
      )
  }
}
