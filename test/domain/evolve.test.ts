/** The fold: replaying n events is replaying k and then the other n − k, through a record or not. */
import { describe, expect, it } from "vitest"
import { chooseParent, makeChild } from "../../src/domain/breeding.ts"
import { consequenceOf } from "../../src/domain/consequence.ts"
import type { Event } from "../../src/domain/event.ts"
import { evolve } from "../../src/domain/evolve.ts"
import { lineageHash } from "../../src/domain/lineage-digest.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import {
  fromRecord,
  initialState,
  type RunState,
  type StateRecord,
  situationOf,
  stateHash,
  toRecord
} from "../../src/domain/run-state.ts"
import { born, evaluationStarted, failed, recorded, resumed, started } from "../fixtures/events.ts"
import { given } from "../fixtures/fold.ts"
import { rulesFor } from "../fixtures/rules.ts"
import { type ConfigChanges, testConfig } from "../fixtures/run-config.ts"
import { toyFitness, toySpace } from "../fixtures/toy-space.ts"

/** A whole run as the rules make it, in which evaluations start, fail and end in an order drawn from the seed. */
const history = (seed: number, changes: ConfigChanges): readonly Event[] => {
  const config = testConfig({ cycles: 40, trainers: 3, seed, ...changes })
  const rules = rulesFor(config, toySpace)
  const chance = randomStream(seed, "test history", 0)
  const state = initialState()
  const events: Event[] = []
  const add = (event: Event): void => {
    events.push(event)
    evolve(state, event)
  }
  add(started(config))
  while (state.status !== "finished") {
    const due = consequenceOf(state, rules)
    if (due?.kind === "BirthDue")
      add(makeChild(rules, due.individual, chooseParent(rules, due.individual, situationOf(state))))
    else if (due !== undefined) add(due)
    else if (chance.below(20) === 0) add(resumed({ cycles: 40, trainers: 3 }))
    else {
      const open = [...state.pending.values()].filter(({ fitness }) => fitness === null)
      const pending = open[chance.below(open.length)]
      if (pending === undefined) throw new Error("the history is stuck")
      const { individual, lease } = pending
      if (lease === null) add(evaluationStarted(individual, 1 + pending.failures + pending.losses))
      else if (chance.below(4) === 0)
        add(failed(individual, chance.below(2) === 0 ? "error" : "lost", lease.seq))
      else add(recorded(individual, toyFitness(pending.genome, pending.trainingSeed), lease.seq))
    }
  }
  return events
}

const throughJson = (state: RunState): RunState =>
  fromRecord(JSON.parse(JSON.stringify(toRecord(state))) as StateRecord)

const seeds = [1, 2, 3]
const schedules = ["arrival", "deterministic"] as const

describe.each(schedules)("under the %s schedule", (schedule) => {
  it.each(seeds)(
    "replay of n events is replay of k, a record, and replay of n − k, for every k: seed %i",
    (seed) => {
      const events = history(seed, { schedule })
      const whole = stateHash(given(...events))
      expect(events.length).toBeGreaterThan(100)
      for (let k = 0; k <= events.length; k++) {
        const before = given(...events.slice(0, k))
        const restored = throughJson(before)
        expect(stateHash(restored), `after ${k} events`).toBe(stateHash(before))
        expect([...restored.troubled].sort(), `after ${k} events`).toEqual([...before.troubled].sort())
        if (k % 7 !== 0) continue
        const resumedFold = events.slice(k).reduce((state, event) => evolve(state, event), restored)
        expect(stateHash(resumedFold), `from ${k} events on`).toBe(whole)
      }
    }
  )
})

describe("an event applies to", () => {
  const leased = [started(), born(0), evaluationStarted(0)] as const

  it("the lease: given by a start, ended by a result, a failure and a resumption", () => {
    const lease = (state: RunState): unknown => state.pending.get(0)?.lease
    expect(lease(given(...leased))).toEqual({ seq: 3, trainer: "trainer-0" })
    expect(lease(given(...leased, failed(0, "error", 3)))).toBeNull()
    expect(lease(given(...leased, resumed()))).toBeNull()
    expect(given(...leased, recorded(0, 1, 3)).pending.size).toBe(0)
  })

  it("the best, which stays with the first that reached its fitness", () => {
    const events = [started(), born(0), born(1), recorded(1, 0.5), recorded(0, 0.5)]
    expect(given(...events).best).toMatchObject({ individual: 1, fitness: 0.5, trainingSeed: 2 })
  })

  it("the run: a resumption changes its cycles and trainers, not its config", () => {
    const { cycles, trainers, config, status } = given(started(), resumed({ cycles: 99, trainers: 7 }))
    expect({ cycles, trainers, status }).toEqual({ cycles: 99, trainers: 7, status: "running" })
    expect(config).toEqual(testConfig({}))
  })
})

it("refuses to fold what no sound log says", () => {
  expect(() => given(started(), recorded(3, 0.5))).toThrow("event 2 speaks of individual 3")
  expect(() => given(started(), born(0), { kind: "FitnessCounted", individual: 0 })).toThrow("has no fitness")
})

it("gives two runs one lineage hash exactly when their births, fitness values and deaths agree", () => {
  const hash = (...events: readonly Event[]): string => lineageHash(given(...events).lineage)
  const plain = hash(started(), born(0), recorded(0, 0.5))
  expect(hash(started(), born(0), failed(0, "lost"), resumed(), recorded(0, 0.5))).toBe(plain)
  expect(hash(started(), born(0), recorded(0, 0.6))).not.toBe(plain)
  expect(hash(started(), born(0, { genome: "other" }), recorded(0, 0.5))).not.toBe(plain)
})
