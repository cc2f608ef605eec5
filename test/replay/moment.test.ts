/** Goal: a moment is what a naive reading of the log up to it says. Oracle: plain lists, walked event by event. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { Event } from "../../src/domain/event.ts"
import { stateHash } from "../../src/domain/run-state.ts"
import { rebuild } from "../../src/log/rebuild.ts"
import { momentAt } from "../../src/replay/moment.ts"
import { scriptedLog } from "../analysis/scripted-log.ts"

const naive = (events: readonly Event[], schedule: string) => {
  const bornSeq = new Map<number, number>()
  const fitness = new Map<number, number>()
  const leases = new Map<number, { trainer: string; sinceSeq: number }>()
  const dead = new Set<number>()
  const joined: number[] = []
  for (const [index, event] of events.entries()) {
    if (event.kind === "IndividualBorn") bornSeq.set(event.individual, index + 1)
    if (event.kind === "EvaluationStarted")
      leases.set(event.individual, { trainer: event.trainer, sinceSeq: index + 1 })
    if (event.kind === "EvaluationFailed") leases.delete(event.individual)
    if (event.kind === "RunResumed") leases.clear()
    if (event.kind === "EvaluationRecorded") {
      fitness.set(event.individual, event.fitness)
      if (schedule === "arrival") joined.push(event.individual)
    }
    if (event.kind === "FitnessCounted") joined.push(event.individual)
    if (event.kind === "IndividualDied") dead.add(event.individual)
  }
  const unsettled = [...bornSeq.keys()].filter((one) => !joined.includes(one) && !dead.has(one))
  return {
    population: joined
      .map((individual, index) => ({
        individual,
        fitness: fitness.get(individual),
        bornSeq: bornSeq.get(individual),
        age: joined.length - 1 - index
      }))
      .filter(({ individual }) => !dead.has(individual)),
    training: unsettled
      .filter((one) => !fitness.has(one))
      .map((individual) => ({
        individual,
        bornSeq: bornSeq.get(individual),
        trainer: leases.get(individual)?.trainer ?? null,
        sinceSeq: leases.get(individual)?.sinceSeq ?? null
      })),
    waiting: unsettled
      .filter((one) => fitness.has(one))
      .map((individual) => ({ individual, fitness: fitness.get(individual) }))
  }
}

describe("a moment", () => {
  for (const schedule of ["arrival", "deterministic"] as const) {
    it(`is what the log says up to it, at every tenth event of a ${schedule} run (seed 7)`, async () => {
      const { log, run, events } = await scriptedLog(7, schedule)
      let waitingMax = 0
      for (let seq = 1; seq <= events.length; seq += 10) {
        const moment = await Effect.runPromise(momentAt(log, run, seq))
        const state = await Effect.runPromise(rebuild(log, run, { upTo: seq, snapshots: false }))
        expect(moment).toMatchObject({ run, seq, stateHash: stateHash(state) })
        expect(moment, `event ${seq}`).toMatchObject(naive(events.slice(0, seq), schedule))
        waitingMax = Math.max(waitingMax, moment.waiting.length)
      }
      expect(waitingMax > 0).toBe(schedule === "deterministic")
    })
  }

  it("that the run does not have is refused with a sentence", async () => {
    const { log, run, events } = await scriptedLog(7, "arrival")
    for (const seq of [0, events.length + 1, 2.5]) {
      const error = await Effect.runPromise(Effect.flip(momentAt(log, run, seq)))
      expect(error).toMatchObject({
        _tag: "NoSuchMoment",
        message: `run ${run} has no event ${seq}; it has 1 to ${events.length}`
      })
    }
  })
})
