/** Re-evaluation: every result is kept as an event of its own, the run stays what it was, and luck is told rightly. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { lifeOf } from "../../src/analysis/life.ts"
import { luckOf } from "../../src/analysis/luck.ts"
import { summarise } from "../../src/analysis/run-summary.ts"
import { resolveConfig } from "../../src/app/config.ts"
import { reevaluate } from "../../src/app/reevaluate.ts"
import { planReevaluation, type WantedSeeds } from "../../src/app/reevaluation-plan.ts"
import { rulesOf } from "../../src/app/rules.ts"
import { prepareResumption, registerRun, resumeRun, startRun } from "../../src/app/runs.ts"
import type { EventLogShape, RunEntry } from "../../src/log/event-log.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { verifyRun } from "../../src/replay/verify.ts"

const SMALL = ["policy.populationSize=10", "policy.sampleSize=3"]
const WHOLE = { after: 0, upTo: Number.MAX_SAFE_INTEGER }
const nobody = { onEvents: () => undefined }
const silent = { onResult: () => undefined, onProgress: () => undefined }

const freshLog = (): EventLogShape => makeMemoryLog(makeMemoryStore())

const run = Effect.fnUntraced(function* (log: EventLogShape, cycles: number, set: readonly string[] = []) {
  const overrides = { cycles, trainers: 1 }
  const wanted = yield* resolveConfig({ source: "toy", set: [...SMALL, ...set], overrides })
  const { entry, config } = yield* registerRun(log, wanted, { nameIsChosen: false })
  yield* startRun(log, entry.run, config, nobody)
  return entry
})

const reevaluated = Effect.fnUntraced(function* (
  log: EventLogShape,
  entry: RunEntry,
  individual: number,
  wanted: WantedSeeds
) {
  const plan = yield* planReevaluation(log, entry, individual, wanted)
  yield* reevaluate(log, plan, silent)
  return plan
})

const refusal = (log: EventLogShape, entry: RunEntry, individual: number, wanted: WantedSeeds) =>
  Effect.map(Effect.flip(planReevaluation(log, entry, individual, wanted)), ({ message }) => message)

describe("a re-evaluation", () => {
  it("keeps what each seed gave, and leaves state, population and lineage as they were", async () => {
    const log = freshLog()
    const found = await Effect.runPromise(
      Effect.gen(function* () {
        const entry = yield* run(log, 20)
        const before = yield* summarise(log, entry)
        const { seeds } = yield* reevaluated(log, entry, 7, { count: 4 })
        const after = yield* summarise(log, entry)
        const life = yield* lifeOf(log, entry.run, 7)
        const verdict = yield* verifyRun({ log, run: entry.run, rulesOf })
        return { before, after, seeds, life, verdict }
      })
    )
    const { before, after, seeds, life, verdict } = found
    expect(life.reevaluations.map(({ seed }) => seed)).toEqual(seeds)
    expect(new Set([...seeds, life.trainingSeed]).size).toBe(5)
    for (const { fitness, measures } of life.reevaluations) {
      expect(measures).toEqual(life.measures)
      expect(fitness).not.toBe(life.fitness)
    }
    expect(after.events).toBe(before.events + 4)
    const { events: _events, head: _head, stateHash: _state, ...rest } = before
    expect(after).toMatchObject(rest)
    expect(verdict).toMatchObject({ ok: true, events: after.events })
  })

  it("asked for again takes seeds that it has not taken yet; those that are named are not counted double", async () => {
    const log = freshLog()
    const program = Effect.gen(function* () {
      const entry = yield* run(log, 12)
      const first = yield* reevaluated(log, entry, 3, { count: 2 })
      const second = yield* reevaluated(log, entry, 3, { count: 2 })
      const once = yield* planReevaluation(log, entry, 4, { count: 4 })
      const [taken = 0] = first.seeds
      const { trainingSeed } = yield* lifeOf(log, entry.run, 3)
      const named = yield* reevaluated(log, entry, 3, { named: [11] })
      const refusals = yield* Effect.forEach([[taken], [trainingSeed], [12, 12], [11]], (seeds) =>
        refusal(log, entry, 3, { named: seeds })
      )
      return { first, second, named, once, refusals }
    })
    const { first, second, named, once, refusals } = await Effect.runPromise(program)
    expect(new Set([...first.seeds, ...second.seeds]).size).toBe(4)
    expect(named.seeds).toEqual([11])
    expect(once.seeds).not.toEqual([...first.seeds, ...second.seeds])
    for (const message of refusals) expect(message).toMatch(/^individual 3 was trained with seed \d+ already/)
  })

  it("of a run that goes on afterwards changes nothing of how it goes on", async () => {
    const lineageOf = (disturbed: boolean) =>
      Effect.gen(function* () {
        const log = freshLog()
        const entry = yield* run(log, 20)
        if (disturbed) yield* reevaluated(log, entry, 19, { count: 3 })
        const resumption = yield* prepareResumption(log, entry, { cycles: 40, trainers: undefined })
        yield* resumeRun(log, entry, resumption, nobody)
        const verdict = yield* verifyRun({ log, run: entry.run, rulesOf })
        return { verdict, lineage: (yield* summarise(log, entry)).lineageHash }
      })
    const [disturbed, undisturbed] = await Effect.runPromise(Effect.all([lineageOf(true), lineageOf(false)]))
    expect(disturbed.lineage).toBe(undisturbed.lineage)
    expect(disturbed.verdict).toMatchObject({ ok: true })
  })

  it("keeps failures with their reasons, and tries again with their seeds where they are named", async () => {
    const log = freshLog()
    const program = Effect.gen(function* () {
      const entry = yield* run(log, 12, ["evaluator.failureProbability=0.4"])
      const summary = yield* summarise(log, entry)
      const individual = summary.best?.individual ?? -1
      yield* reevaluated(log, entry, individual, { count: 12 })
      const life = yield* lifeOf(log, entry.run, individual)
      const failed = life.reevaluations.find(({ fitness }) => fitness === null)
      yield* reevaluated(log, entry, individual, { named: [failed?.seed ?? 0] })
      return { life, verdict: yield* verifyRun({ log, run: entry.run, rulesOf }) }
    })
    const { life, verdict } = await Effect.runPromise(program)
    const reasons = life.reevaluations.flatMap(({ reason }) => (reason === null ? [] : [reason]))
    expect(reasons.length).toBeGreaterThan(0)
    expect(reasons.length).toBeLessThan(12)
    expect(new Set(reasons)).toEqual(new Set(["synthetic failure"]))
    expect(luckOf(life.fitness ?? 0, life.reevaluations)).toMatchObject({
      n: 12 - reasons.length,
      failed: reasons.length
    })
    expect(verdict).toMatchObject({ ok: true })
  })

  it("is refused where another process drives the run, where nobody was born, and where there is no fitness", async () => {
    const log = freshLog()
    const program = Effect.gen(function* () {
      const entry = yield* run(log, 12, ["evaluator.failureProbability=0.9", "limits.failuresMax=1"])
      const lives = yield* Effect.forEach([...Array(12).keys()], (individual) =>
        lifeOf(log, entry.run, individual)
      )
      const infertile = lives.find(({ fitness }) => fitness === null)?.individual ?? -1
      const able = lives.find(({ fitness }) => fitness !== null)?.individual ?? -1
      const plan = yield* planReevaluation(log, entry, able, { count: 1 })
      const locked = yield* Effect.scoped(
        Effect.andThen(log.write(entry.run), Effect.flip(reevaluate(log, plan, silent)))
      )
      return {
        locked,
        infertile: yield* refusal(log, entry, infertile, { count: 1 }),
        unborn: yield* refusal(log, entry, 12, { count: 1 }),
        none: yield* refusal(log, entry, able, { count: 0 }),
        seedless: yield* refusal(log, entry, able, { named: [0] })
      }
    })
    const found = await Effect.runPromise(program)
    expect(found.locked).toMatchObject({ _tag: "RunLocked" })
    expect(found.infertile).toMatch(/has no fitness with which others could be compared/)
    expect(found.unborn).toMatch(/has no individual 12; it has 0 to 11/)
    expect(found.none).toMatch(/^--seeds takes a number of seeds from 1 to 1000, and 0 is none/)
    expect(found.seedless).toMatch(/^--seed takes a whole number from 1 on below 2\^53, and 0 is none/)
  })

  it("is no part of the time for which a killed run was worked at", async () => {
    const log = freshLog()
    const program = Effect.gen(function* () {
      const whole = yield* run(log, 12)
      const events = yield* log.fold(whole.run, WHOLE, [], (all: unknown[], event) => [...all, event])
      expect(events.length).toBeGreaterThan(12)
      // The same run, whose process was killed before its end.
      const killed = yield* log.register({ name: "killed", at: 0, fingerprint: "f" })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const writer = yield* log.write(killed.run)
          const begun = events.slice(0, 6) as Parameters<typeof writer.append>[0]
          yield* writer.append(begun.slice(0, 3), { expected: 0, at: 1000 })
          yield* writer.append(begun.slice(3), { expected: 3, at: 3000 })
        })
      )
      const before = yield* summarise(log, killed)
      yield* reevaluated(log, killed, 0, { count: 2 })
      return { before, after: yield* summarise(log, killed) }
    })
    const { before, after } = await Effect.runPromise(program)
    expect(before).toMatchObject({ status: "crashed", durationMs: 2000 })
    expect(after).toMatchObject({ status: "crashed", durationMs: 2000, events: before.events + 2 })
  })
})

describe("luck", () => {
  const others = (...fitness: readonly (number | null)[]) =>
    fitness.map((found, index) => ({
      seq: index,
      seed: index + 1,
      fitness: found,
      measures: {},
      durationMs: 1,
      trainer: "t",
      device: "d",
      reason: found === null ? "it diverged" : null
    }))

  it("is where the recorded fitness lies among the others", () => {
    expect(luckOf(0.9, others(0.5, 0.7, null, 0.9, 1.1))).toEqual({
      n: 4,
      failed: 1,
      mean: expect.closeTo(0.8, 12),
      sd: expect.closeTo(Math.sqrt(0.2 / 3), 12),
      below: 2,
      equal: 1,
      above: 1,
      standardised: expect.closeTo(0.1 / Math.sqrt(0.2 / 3), 12)
    })
  })

  it("says nothing of a deviation where there is none", () => {
    expect(luckOf(0.9, [])).toMatchObject({ n: 0, mean: null, sd: null, standardised: null })
    expect(luckOf(0.9, others(0.5))).toMatchObject({ n: 1, mean: 0.5, sd: null, standardised: null })
    expect(luckOf(0.5, others(0.5, 0.5))).toMatchObject({ sd: 0, equal: 2, standardised: null })
  })
})
