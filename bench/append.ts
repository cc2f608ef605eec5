/**
 * Appending through the log against better-sqlite3 alone inserting the very same rows, in the same batches, into
 * the same tables, with synchronous = FULL. What the log adds is canonical JSON, the hash chain and its checks.
 * Target: at least 0.7 of the raw rate at every batch size (median of interleaved rounds).
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Database from "better-sqlite3"
import { Effect, Stream } from "effect"
import type { Event } from "../src/domain/event.ts"
import type { EventLogShape } from "../src/log/event-log.ts"
import { WHOLE } from "../src/log/event-log.ts"
import type { EventRow } from "../src/log/event-row.ts"
import { makeSqliteLog } from "../src/log/sqlite-log.ts"
import { median, report, round, runToy, withScratchLog } from "./measure.ts"

const BATCHES = [1, 4, 16, 64, 256, 1024]
const ROUNDS = 5
/** Small batches are slow, since each waits for the disk, so they get fewer events. */
const eventsFor = (batch: number): number => Math.min(20_000, Math.max(300, batch * 100))

const events: { event: Event; row: EventRow }[] = []
await withScratchLog((log) =>
  Effect.gen(function* () {
    const { entry } = yield* runToy(log, { cycles: 7000, trainers: 64, populationSize: 100 })
    const rows = (yield* Stream.runCollect(log.rows(entry.run, WHOLE))).flat()
    const read = (yield* Stream.runCollect(log.read(entry.run, WHOLE))).flat()
    rows.forEach((row, index) => {
      const recorded = read[index]
      if (recorded !== undefined) events.push({ event: recorded.event, row })
    })
  })
)

const fresh = (): string => join(mkdtempSync(join(tmpdir(), "cambrian-append-")), "log.db")
const remove = (file: string): void => rmSync(join(file, ".."), { recursive: true, force: true })

const batches = <A>(list: readonly A[], size: number): (readonly A[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))

/** Makes the tables by opening the log once, so that both sides write into the same schema. */
const withSchema = <A>(
  file: string,
  use: (log: EventLogShape) => Effect.Effect<A, unknown, never>
): Promise<A> =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(makeSqliteLog({ file, mode: "create" }), use)))

const rawSeconds = async (batch: number): Promise<number> => {
  const file = fresh()
  await withSchema(file, () => Effect.void)
  const database = new Database(file)
  database.pragma("journal_mode = WAL")
  database.pragma("synchronous = FULL")
  const insert = database.prepare(
    "INSERT INTO events (run, seq, kind, version, at, individual, payload, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
  )
  const commit = database.transaction((rows: readonly EventRow[]) => {
    for (const row of rows) {
      insert.run("bench", row.seq, row.kind, row.version, row.at, row.individual, row.payload, row.hash)
    }
  })
  const work = batches(
    events.slice(0, eventsFor(batch)).map(({ row }) => row),
    batch
  )
  const startMs = performance.now()
  for (const rows of work) commit.immediate(rows)
  const seconds = (performance.now() - startMs) / 1000
  database.close()
  remove(file)
  return seconds
}

const logSeconds = async (batch: number): Promise<number> => {
  const file = fresh()
  const work = batches(
    events.slice(0, eventsFor(batch)).map(({ event }) => event),
    batch
  )
  const seconds = await withSchema(file, (log) =>
    Effect.scoped(
      Effect.gen(function* () {
        const { run } = yield* log.register({ name: "bench", at: 0, fingerprint: "bench" })
        const writer = yield* log.write(run)
        const startMs = performance.now()
        for (const some of work)
          yield* writer.append(some, { expected: writer.head().seq, at: 1_790_000_000_000 })
        return (performance.now() - startMs) / 1000
      })
    )
  )
  remove(file)
  return seconds
}

for (const batch of BATCHES) {
  const ratios: number[] = []
  const rates: { raw: number; log: number }[] = []
  for (let index = 0; index < ROUNDS; index++) {
    const raw = await rawSeconds(batch)
    const log = await logSeconds(batch)
    ratios.push(raw / log)
    rates.push({ raw: eventsFor(batch) / raw, log: eventsFor(batch) / log })
  }
  const value = round(median(ratios), 2)
  report({
    bench: `append, ${batch} events a transaction`,
    value,
    unit: "× raw better-sqlite3",
    target: "at least 0.7",
    met: value >= 0.7,
    details: {
      ratios: ratios.map((ratio) => round(ratio, 2)),
      rawEventsPerSecond: Math.round(median(rates.map(({ raw }) => raw))),
      logEventsPerSecond: Math.round(median(rates.map(({ log }) => log)))
    }
  })
}
