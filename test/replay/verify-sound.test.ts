/** Goal: a log that the engine wrote is found sound, whatever happened to the run. Oracle: the writer's own state. */
import { Effect, Fiber, Stream } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { type EngineOptions, runEngine } from "../../src/actors/supervisor.ts"
import { stateHash } from "../../src/domain/run-state.ts"
import type { EventLogShape } from "../../src/log/event-log.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { rebuild } from "../../src/log/rebuild.ts"
import { verifyRun } from "../../src/replay/verify.ts"
import { makeInlineTrainer } from "../../src/trainers/inline-trainer.ts"
import type { Trainer } from "../../src/trainers/trainer.ts"
import { writeScript } from "./scribe.ts"
import { appendBatches, makeFolder, withLog } from "./sqlite-file.ts"
import { rulesOf, type ToySettings, toyConfig, toyEvaluator, toyRules } from "./toy-run.ts"

const folder = makeFolder()
afterAll(folder.remove)

describe("verification of logs written by the rules, with crashes, losses and late results", () => {
  for (const schedule of ["arrival", "deterministic"] as const) {
    for (let seed = 1; seed <= 12; seed++) {
      it(`finds a ${schedule} run sound (seed ${seed})`, async () => {
        const config = toyConfig({ seed, cycles: 150, schedule, trainers: 4, populationSize: 10 })
        const script = writeScript(seed, config)
        const log = makeMemoryLog(makeMemoryStore())
        const found = await Effect.runPromise(
          Effect.flatMap(appendBatches(log, "toy", script.batches), (run) => verifyRun({ log, run, rulesOf }))
        )
        expect(found.message).toContain("agree")
        expect(found).toMatchObject({
          ok: true,
          events: script.state.seq,
          chain: { ok: true },
          decisions: { ok: true, births: 150, deaths: script.state.deaths },
          firstDifference: null
        })
      })
    }
  }

  it("meets every kind of event on the way (seeds 1 to 12)", () => {
    const kinds = new Set<string>()
    for (let seed = 1; seed <= 12; seed++) {
      const schedule = seed % 2 === 0 ? "arrival" : "deterministic"
      const config = toyConfig({ seed, cycles: 150, schedule, trainers: 4, populationSize: 10 })
      for (const { kind } of writeScript(seed, config).batches.flat()) kinds.add(kind)
    }
    expect([...kinds].sort()).toEqual([
      "EvaluationFailed",
      "EvaluationRecorded",
      "EvaluationRefused",
      "EvaluationStarted",
      "FitnessCounted",
      "IndividualBorn",
      "IndividualDied",
      "IndividualReevaluated",
      "IndividualTested",
      "RunFinished",
      "RunResumed",
      "RunStarted",
      "RunStopped"
    ])
  })
})

/** Needs leases, and says everything twice. */
const stammering = (name: string): Trainer => {
  const plain = makeInlineTrainer(name, toyEvaluator)
  return {
    ...plain,
    leased: true,
    open: (hear) =>
      plain.open((report) =>
        report.kind === "ended" ? Effect.tap(hear(report), () => hear(report)) : hear(report)
      )
  }
}

const engine = (
  log: EventLogShape,
  run: string,
  settings: ToySettings,
  trainers: readonly Trainer[]
): EngineOptions => {
  const config = toyConfig(settings)
  return {
    log,
    run,
    rules: toyRules(config),
    trainers,
    opening: ({ status, cycles }) =>
      status === "new"
        ? { kind: "Start", config, engine: "0.1.0" }
        : { kind: "Resume", cycles, trainers: trainers.length, reason: "asked to" },
    limits: {
      mailboxCapacity: 1024,
      actorRestartsMax: 1,
      engineRestartsMax: 0,
      snapshotEvery: 10_000,
      leaseMs: 10_000
    },
    publish: () => {},
    observe: undefined,
    onProgress: undefined,
    checked: false
  }
}

describe("verification of the engine's own logs", () => {
  for (const schedule of ["arrival", "deterministic"] as const) {
    it(`finds a ${schedule} run sound that was interrupted three times (seed 5)`, async () => {
      const settings: ToySettings = { seed: 5, cycles: 600, schedule, trainers: 3, populationSize: 20 }
      const log = makeMemoryLog(makeMemoryStore())
      const found = await Effect.runPromise(
        Effect.gen(function* () {
          const { run } = yield* log.register({ name: "toy", at: 0, fingerprint: "toy" })
          const trainers = ["a", "b", "c"].map(stammering)
          for (const stopAt of [150, 700, 1100]) {
            const fiber = yield* Effect.forkChild(runEngine(engine(log, run, settings, trainers)))
            while ((yield* log.head(run)).seq < stopAt) yield* Effect.yieldNow
            yield* Fiber.interrupt(fiber)
          }
          yield* runEngine(engine(log, run, settings, trainers))
          const kinds = yield* log.read(run, { after: 0, upTo: Number.MAX_SAFE_INTEGER }).pipe(
            Stream.runCollect,
            Effect.map((pages) => pages.flat().map(({ event }) => event.kind))
          )
          expect(kinds.filter((kind) => kind === "RunStopped")).toHaveLength(3)
          expect(kinds).toContain("EvaluationRefused")
          return yield* verifyRun({ log, run, rulesOf })
        })
      )
      expect(found.message).toContain("agree")
      expect(found).toMatchObject({ ok: true, decisions: { births: 600 } })
    })
  }

  it("finds 20 000 cycles in SQLite sound, and reads them page by page (seed 1)", async () => {
    const settings: ToySettings = {
      seed: 1,
      cycles: 20_000,
      schedule: "arrival",
      // Many, so that a transaction holds many events and the disk is not waited for.
      trainers: 64,
      populationSize: 200
    }
    await withLog(folder.file("long.db"), "create", (log) =>
      Effect.gen(function* () {
        const { run } = yield* log.register({ name: "toy", at: 0, fingerprint: "toy" })
        const trainers = Array.from({ length: 64 }, (_, index) =>
          makeInlineTrainer(`trainer-${index}`, toyEvaluator)
        )
        const state = yield* runEngine(engine(log, run, settings, trainers))
        const progress: number[] = []
        const found = yield* verifyRun({ log, run, rulesOf, onProgress: (checked) => progress.push(checked) })
        expect(found.message).toContain("agree")
        expect(found).toMatchObject({
          ok: true,
          events: state.seq,
          decisions: { births: 20_000, deaths: state.deaths }
        })
        expect(progress.length).toBeGreaterThan(state.seq / 1000)
        expect(progress.at(-1)).toBe(state.seq)
        const folded = yield* rebuild(log, run, { upTo: state.seq, snapshots: false })
        expect(stateHash(folded)).toBe(stateHash(state))
      })
    )
  })
})
