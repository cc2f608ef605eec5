/** Goal: the figures of a run, counted again from its events by plain loops. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { summarise } from "../../src/analysis/run-summary.ts"
import type { Event } from "../../src/domain/event.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { rebuild, snapshotOf } from "../../src/log/rebuild.ts"
import { writeScript } from "../replay/scribe.ts"
import { toyConfig } from "../replay/toy-run.ts"
import { logOf, scriptedLog } from "./scripted-log.ts"

const count = (events: readonly Event[], kind: Event["kind"]): number =>
  events.filter((event) => event.kind === kind).length

describe("the summary of a run", () => {
  for (const schedule of ["arrival", "deterministic"] as const) {
    it(`counts what happened in a ${schedule} run (seed 11)`, async () => {
      const { log, entry, run, events } = await scriptedLog(11, schedule)
      const summary = await Effect.runPromise(summarise(log, entry))
      const results = events.filter((event) => event.kind === "EvaluationRecorded")
      const best = Math.max(...results.map(({ fitness }) => fitness))
      expect(summary).toMatchObject({
        run,
        name: "scripted",
        seed: 11,
        schedule,
        status: "finished",
        cycles: 120,
        trainers: 4,
        events: events.length,
        births: 120,
        evaluations: results.length,
        failures: count(events, "EvaluationFailed"),
        refusals: count(events, "EvaluationRefused"),
        infertile: events.filter((event) => event.kind === "IndividualDied" && event.cause === "infertile")
          .length,
        deaths: count(events, "IndividualDied"),
        best: { fitness: best },
        tested: { measures: { test: 0.5 } },
        head: { seq: events.length }
      })
      expect(summary.stateHash).toMatch(/^[0-9a-f]{64}$/)
      expect(summary.lineageHash).toMatch(/^[0-9a-f]{64}$/)
    })
  }

  it("is the same with a snapshot half-way (seed 11)", async () => {
    const { log, entry, run } = await scriptedLog(11, "arrival")
    const without = await Effect.runPromise(summarise(log, entry))
    const half = await Effect.runPromise(rebuild(log, run, { upTo: 200, snapshots: false }))
    await Effect.runPromise(log.keepSnapshot(run, snapshotOf(half)))
    expect(await Effect.runPromise(summarise(log, entry))).toEqual(without)
  })

  const config = toyConfig({ seed: 2, cycles: 50, schedule: "arrival", trainers: 2, populationSize: 5 })
  const opening = writeScript(2, config).batches[0]!
  const resumed: Event = { kind: "RunResumed", cycles: 50, trainers: 2, reason: "killed" }
  const stopped: Event = { kind: "RunStopped", reason: "interrupted" }

  it("adds up the time of its sessions, also of those that were killed", async () => {
    expect(opening).toHaveLength(3)
    const story = [...opening, resumed, stopped, resumed, stopped, resumed]
    // Killed after 1500 ms of work, stopped after 50, stopped after 7, and again under way for no time at all.
    const times = [1000, 2000, 2500, 9000, 9050, 20_000, 20_007, 30_000]
    const { log, entry } = await logOf(story, (seq) => times[seq - 1] ?? 0)
    const summary = await Effect.runPromise(summarise(log, entry))
    expect(summary.durationMs).toBe(1500 + 50 + 7 + 0)
    expect(summary).toMatchObject({ evaluations: 0, evaluationsPerSecond: 0 })
  })

  it("gives evaluations per second of work (seed 11)", async () => {
    const { log, entry, events } = await scriptedLog(11, "arrival")
    const { durationMs, evaluationsPerSecond } = await Effect.runPromise(summarise(log, entry))
    expect(durationMs).toBeGreaterThan(0)
    expect(durationMs).toBeLessThan(1000 * events.length)
    expect(evaluationsPerSecond).toBeCloseTo((count(events, "EvaluationRecorded") * 1000) / durationMs, 9)
  })

  it("tells running, crashed, stopped and new runs apart", async () => {
    const running = await logOf(opening, (seq) => seq)
    const statusOf = async () => (await Effect.runPromise(summarise(running.log, running.entry))).status
    expect(await statusOf()).toBe("crashed")
    running.store.writers.add(running.run)
    expect(await statusOf()).toBe("running")

    const ended = await logOf([...opening, stopped], (seq) => seq)
    expect((await Effect.runPromise(summarise(ended.log, ended.entry))).status).toBe("stopped")

    const log = makeMemoryLog(makeMemoryStore())
    const entry = await Effect.runPromise(log.register({ name: "new", at: 0, fingerprint: "new" }))
    expect(await Effect.runPromise(summarise(log, entry))).toMatchObject({
      status: "new",
      seed: null,
      events: 0,
      best: null,
      durationMs: 0
    })
  })
})
