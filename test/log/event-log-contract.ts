/**
 * What every implementation of the event log must do, whatever it keeps events in. Run it over a new one from
 * a test file of its own; `open` opens the same log again each time, as a process that comes back would.
 */
import { Effect, Option, type Scope, Stream } from "effect"
import { beforeEach, describe, expect, it } from "vitest"
import {
  type AppendFailed,
  type EventLogShape,
  type Head,
  type LogUnavailable,
  type Range,
  type RunEntry,
  WHOLE
} from "../../src/log/event-log.ts"
import { encodeRow, genesis } from "../../src/log/row.ts"
import { born, manyBirths, recorded, started } from "../fixtures/events.ts"

export interface LogUnderTest {
  readonly open: Effect.Effect<EventLogShape, LogUnavailable, Scope.Scope>
}

const AT = 1_700_000_000_000
/** The hash of the third event of a run with this id: if it changes, logs that exist cannot be verified any more. */
const FROZEN_RUN = "76b9f8bd"
const FROZEN_HASH = "bdd75e37695cf2a595d4d82e42990dda7eded74bd9b63c35b7c29ea76253d671"

const run = <A, E>(program: Effect.Effect<A, E, Scope.Scope>): Promise<A> =>
  Effect.runPromise(Effect.scoped(program))

const enter = (log: EventLogShape, name = "first"): Effect.Effect<RunEntry, LogUnavailable> =>
  log.register({ name, at: AT, fingerprint: "fingerprint" })

const collect = <A, E>(stream: Stream.Stream<readonly A[], E>): Effect.Effect<readonly (readonly A[])[], E> =>
  Stream.runCollect(stream)

const append = (
  log: EventLogShape,
  entry: RunEntry,
  events: Parameters<typeof manyBirths>[0]
): Effect.Effect<Head, unknown> =>
  Effect.scoped(
    Effect.gen(function* () {
      const writer = yield* log.write(entry.run)
      return yield* writer.append(manyBirths(events), { expected: 0, at: AT })
    })
  )

export const eventLogContract = (name: string, make: () => LogUnderTest): void => {
  describe(`${name} keeps the contract of the event log:`, () => {
    let under: LogUnderTest
    beforeEach(() => {
      under = make()
    })
    const withLog = <A, E>(use: (log: EventLogShape) => Effect.Effect<A, E, Scope.Scope>): Promise<A> =>
      run(Effect.flatMap(under.open, use))

    describe("the catalogue", () => {
      it("numbers runs, derives their ids and finds them again", async () => {
        const entries = await withLog((log) => Effect.all([enter(log), enter(log, "second")]))
        expect(entries.map(({ ordinal }) => ordinal)).toEqual([1, 2])
        expect(new Set(entries.map((entry) => entry.run)).size).toBe(2)
        expect(await withLog((log) => log.runs)).toEqual(entries)
        expect(entries[0]).toEqual({ ordinal: 1, run: FROZEN_RUN, name: "first", at: AT })
      })

      it("refuses a name that is taken, and says so", async () => {
        const error = await withLog((log) => Effect.andThen(enter(log), Effect.flip(enter(log))))
        expect(error._tag).toBe("LogUnavailable")
        expect(error.message).toContain("there is already a run named “first”")
        expect(await withLog((log) => log.runs)).toHaveLength(1)
      })
    })

    describe("appending", () => {
      it("starts from the run's own genesis and chains every row to the one before", async () => {
        const [entry, rows, head] = await withLog((log) =>
          Effect.gen(function* () {
            const entry = yield* enter(log)
            expect(yield* log.head(entry.run)).toEqual(genesis(entry.run))
            yield* append(log, entry, 2)
            return [entry, yield* collect(log.rows(entry.run, WHOLE)), yield* log.head(entry.run)] as const
          })
        )
        let previous = genesis(entry.run)
        const expected = manyBirths(2).map((event) => {
          const row = encodeRow(event, AT, previous)
          previous = { seq: row.seq, hash: row.hash }
          return row
        })
        expect(rows.flat()).toEqual(expected)
        expect(head).toEqual(previous)
        expect(head).toEqual({ seq: 3, hash: FROZEN_HASH })
      })

      it("refuses another expected sequence number than the last, and appends nothing", async () => {
        const [errors, head] = await withLog((log) =>
          Effect.gen(function* () {
            const entry = yield* enter(log)
            const writer = yield* log.write(entry.run)
            yield* writer.append(manyBirths(1), { expected: 0, at: AT })
            const wrong = (expected: number): Effect.Effect<AppendFailed, Head> =>
              Effect.flip(writer.append([born(1)], { expected, at: AT }))
            return [yield* Effect.all([wrong(0), wrong(1), wrong(3)]), yield* log.head(entry.run)] as const
          })
        )
        expect(errors.map(({ reason }) => reason)).toEqual(["conflict", "conflict", "conflict"])
        expect(head.seq).toBe(2)
      })

      it("appends all of a batch or nothing: an event that cannot be written takes the others with it", async () => {
        const [exit, head, rows] = await withLog((log) =>
          Effect.gen(function* () {
            const entry = yield* enter(log)
            const writer = yield* log.write(entry.run)
            const batch = [started(), born(0), recorded(0, Number.NaN)]
            const exit = yield* Effect.exit(writer.append(batch, { expected: 0, at: AT }))
            yield* writer.append([started()], { expected: 0, at: AT })
            return [exit._tag, writer.head(), yield* collect(log.rows(entry.run, WHOLE))] as const
          })
        )
        expect(exit).toBe("Failure")
        expect(head.seq).toBe(1)
        expect(rows.flat().map(({ kind }) => kind)).toEqual(["RunStarted"])
      })

      it("goes on where the writer before it stopped, and notes the head", async () => {
        const entry = await withLog((log) => Effect.tap(enter(log), (entry) => append(log, entry, 4)))
        const [start, head, noted] = await withLog((log) =>
          Effect.gen(function* () {
            const writer = yield* log.write(entry.run)
            const start = writer.head()
            const head = yield* writer.append([born(4), born(5)], { expected: start.seq, at: AT })
            return [start, head, yield* log.notedHead(entry.run)] as const
          })
        )
        expect([start.seq, head.seq]).toEqual([5, 7])
        expect(noted).toEqual(Option.some(head))
      })

      it("keeps runs apart", async () => {
        const [first, second] = await withLog((log) =>
          Effect.gen(function* () {
            const [one, two] = [yield* enter(log), yield* enter(log, "second")]
            yield* append(log, one, 3)
            yield* append(log, two, 1)
            return [yield* log.head(one.run), yield* collect(log.rows(two.run, WHOLE))] as const
          })
        )
        expect(first.seq).toBe(4)
        expect(second.flat()).toHaveLength(2)
      })
    })

    describe("writing", () => {
      it("is one writer's at a time, for as long as its scope", async () => {
        const [error, during, after] = await withLog((log) =>
          Effect.gen(function* () {
            const { run } = yield* enter(log)
            const again = Effect.scoped(log.write(run))
            const [error, during] = yield* Effect.scoped(
              Effect.andThen(log.write(run), Effect.all([Effect.flip(again), log.isBeingWritten(run)]))
            )
            yield* again
            return [error, during, yield* log.isBeingWritten(run)] as const
          })
        )
        expect(error._tag).toBe("RunLocked")
        expect([during, after]).toEqual([true, false])
      })

      it("of two runs goes on side by side", async () => {
        const heads = await withLog((log) =>
          Effect.gen(function* () {
            const writers = [
              yield* log.write((yield* enter(log)).run),
              yield* log.write((yield* enter(log, "second")).run)
            ]
            return yield* Effect.forEach(writers, (writer) =>
              writer.append([started()], { expected: 0, at: AT })
            )
          })
        )
        expect(heads.map(({ seq }) => seq)).toEqual([1, 1])
      })
    })

    describe("reading", () => {
      const ranges: readonly (readonly [string, Range, readonly number[]])[] = [
        ["all of it", WHOLE, [1, 2, 3, 4, 5]],
        ["what comes after an event", { after: 3, upTo: WHOLE.upTo }, [4, 5]],
        ["up to and including an event", { after: 0, upTo: 2 }, [1, 2]],
        ["a middle", { after: 1, upTo: 4 }, [2, 3, 4]],
        ["nothing", { after: 5, upTo: WHOLE.upTo }, []]
      ]
      it.each(ranges)("gives %s", async (_, range, expected) => {
        const pages = await withLog((log) =>
          Effect.gen(function* () {
            const entry = yield* enter(log)
            yield* append(log, entry, 4)
            return yield* Effect.all([
              collect(log.read(entry.run, range)),
              collect(log.rows(entry.run, range))
            ])
          })
        )
        expect(pages.map((page) => page.flat().map(({ seq }) => seq))).toEqual([expected, expected])
      })

      it("comes in pages of at most 1000, with nothing lost between them", async () => {
        const pages = await withLog((log) =>
          Effect.gen(function* () {
            const entry = yield* enter(log)
            yield* append(log, entry, 2500)
            return yield* collect(log.read(entry.run, WHOLE))
          })
        )
        expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(1000)
        expect(pages.flat().map(({ seq }) => seq)).toEqual(Array.from({ length: 2501 }, (_, i) => i + 1))
        expect(pages.flat().map(({ event }) => event)).toEqual(manyBirths(2500))
      })

      it("goes on while a writer writes, and sees whole batches only", async () => {
        const lengths = await withLog((log) =>
          Effect.gen(function* () {
            const { run } = yield* enter(log)
            const reader = yield* under.open
            const writer = yield* log.write(run)
            const lengths: number[] = []
            for (let batch = 0; batch < 5; batch++) {
              yield* writer.append([born(2 * batch), born(2 * batch + 1)], { expected: 2 * batch, at: AT })
              lengths.push((yield* collect(reader.rows(run, WHOLE))).flat().length)
            }
            return lengths
          })
        )
        expect(lengths).toEqual([2, 4, 6, 8, 10])
      })

      it("finds what is about one individual, and what is about the run", async () => {
        const [one, nobody, everybody] = await withLog((log) =>
          Effect.gen(function* () {
            const { run } = yield* enter(log)
            const writer = yield* log.write(run)
            yield* writer.append([started(), born(0), born(1), recorded(1, 0.5)], { expected: 0, at: AT })
            return yield* Effect.all([log.about(run, 1), log.about(run, 7), log.about(run, null)])
          })
        )
        expect(one.map(({ seq, event }) => [seq, event.kind])).toEqual([
          [3, "IndividualBorn"],
          [4, "EvaluationRecorded"]
        ])
        expect(nobody).toEqual([])
        expect(everybody.map(({ event }) => event.kind)).toEqual(["RunStarted"])
      })
    })

    describe("snapshots", () => {
      const snapshot = (seq: number, fold: number) => ({ seq, fold, stateHash: `hash ${seq}`, state: "{}" })

      it("are found by fold and position, the newest first, in whatever order they were kept", async () => {
        const found = await withLog((log) =>
          Effect.gen(function* () {
            const { run } = yield* enter(log)
            for (const kept of [snapshot(20, 1), snapshot(10, 1), snapshot(15, 2)])
              yield* log.keepSnapshot(run, kept)
            const find = (upTo: number, fold: number) => log.snapshot(run, { upTo, fold })
            return yield* Effect.all([find(9, 1), find(10, 1), find(19, 1), find(99, 1), find(99, 3)])
          })
        )
        expect(found.map((option) => Option.getOrUndefined(option)?.seq)).toEqual([
          undefined,
          10,
          10,
          20,
          undefined
        ])
      })

      it("come back as they were kept", async () => {
        const kept = snapshot(3, 1)
        const found = await withLog((log) =>
          Effect.gen(function* () {
            const { run } = yield* enter(log)
            yield* log.keepSnapshot(run, kept)
            return yield* log.snapshot(run, { upTo: 3, fold: 1 })
          })
        )
        expect(found).toEqual(Option.some(kept))
      })
    })
  })
}
