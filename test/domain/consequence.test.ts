/** Given a state, what must follow: who counts, who dies, who is born, when it is over, and in which order. */
import { describe, expect, it } from "vitest"
import { consequenceOf } from "../../src/domain/consequence.ts"
import type { Event } from "../../src/domain/event.ts"
import { aged, born, counted, failed, infertile, recorded, resumed, started } from "../fixtures/events.ts"
import { follow, given } from "../fixtures/fold.ts"
import { rulesFor } from "../fixtures/rules.ts"
import { type ConfigChanges, testConfig } from "../fixtures/run-config.ts"
import { toySpace } from "../fixtures/toy-space.ts"

const due = (individual: number) => ({ kind: "BirthDue", individual })
const startedWith = (changes: ConfigChanges): Event => started(testConfig(changes))
const deterministic = (changes: ConfigChanges = {}): Event =>
  startedWith({ schedule: "deterministic", window: 3, ...changes })
const births = (count: number): readonly Event[] => Array.from({ length: count }, (_, i) => born(i))
/** So many individuals that each were born and counted at once. */
const generation = (count: number): readonly Event[] =>
  Array.from({ length: count }, (_, i) => [born(i), recorded(i, i / 10)]).flat()

describe("under the arrival schedule", () => {
  it("as many are on their way as there are trainers", () => {
    expect(follow(given(startedWith({ trainers: 2 })))).toEqual([due(0)])
    expect(follow(given(startedWith({ trainers: 2 }), born(0)))).toEqual([due(1)])
    expect(follow(given(startedWith({ trainers: 2 }), ...births(2)))).toEqual([])
    expect(follow(given(startedWith({ trainers: 2 }), ...births(2), recorded(1, 0.5)))).toEqual([due(2)])
  })

  it("a resumption with more trainers lets more be born, one with fewer none until there is room", () => {
    const two = [startedWith({ trainers: 2 }), ...births(2)]
    expect(follow(given(...two, resumed({ trainers: 3 })))).toEqual([due(2)])
    expect(follow(given(...two, resumed({ trainers: 1 }), recorded(0, 0.5)))).toEqual([])
    expect(follow(given(...two, resumed({ trainers: 1 }), recorded(0, 0.5), recorded(1, 0.5)))).toEqual([
      due(2)
    ])
  })

  it("the oldest dies when one more than P has joined, displaced by the newcomer, before the next is born", () => {
    const state = given(startedWith({ trainers: 1, policy: { populationSize: 5 } }), ...generation(6))
    expect(follow(state)).toEqual([aged(0, 5), due(6)])
  })

  it("the oldest is who joined first, not who was born first", () => {
    const head = [startedWith({ trainers: 3, policy: { populationSize: 2 } }), ...births(3)]
    const state = given(...head, recorded(2, 0.1), recorded(0, 0.9), recorded(1, 0.5))
    expect(follow(state)).toEqual([aged(2, 1), due(3)])
  })

  it.each([
    ["failures", { failuresMax: 2, lossesMax: 9 }, "error"],
    ["losses", { failuresMax: 9, lossesMax: 2 }, "lost"]
  ] as const)("one with too many %s dies infertile and makes room", (_, limits, failure) => {
    const events = [startedWith({ trainers: 2, limits }), ...births(2), failed(1, failure)]
    expect(follow(given(...events))).toEqual([])
    expect(follow(given(...events, failed(1, failure)))).toEqual([infertile(1), due(2)])
  })

  it("failures and losses are not added up", () => {
    const limits = { failuresMax: 2, lossesMax: 2 }
    const events = [startedWith({ trainers: 1, limits }), born(0), failed(0, "error"), failed(0, "lost")]
    expect(follow(given(...events))).toEqual([])
  })

  it("it is over when all C are born and settled, with the best that ever counted, dead or alive", () => {
    const events = [
      startedWith({ cycles: 3, trainers: 1, policy: { populationSize: 1 } }),
      born(0),
      recorded(0, 0.9),
      born(1),
      recorded(1, 0.2),
      aged(0, 1),
      born(2)
    ]
    expect(follow(given(...events))).toEqual([])
    expect(follow(given(...events, recorded(2, 0.3)))).toEqual([
      aged(1, 2),
      { kind: "RunFinished", best: { individual: 0, fitness: 0.9 } }
    ])
  })

  it("it is over without a best when all were infertile", () => {
    const events = [startedWith({ cycles: 1, limits: { failuresMax: 1 } }), born(0), failed(0, "error")]
    expect(follow(given(...events))).toEqual([infertile(0), { kind: "RunFinished", best: null }])
  })

  it.each([
    ["before it starts", []],
    ["while it is stopped", [startedWith({}), { kind: "RunStopped", reason: "" } as const]]
  ])("nothing follows %s", (_, events) => {
    expect(consequenceOf(given(...events), rulesFor(testConfig({}), toySpace))).toBeUndefined()
  })
})

describe("under the deterministic schedule", () => {
  it("as many are on their way as the window is wide, whatever the number of trainers", () => {
    for (const trainers of [1, 2, 7]) {
      expect(follow(given(deterministic({ trainers }), ...births(2)))).toEqual([due(2)])
      expect(follow(given(deterministic({ trainers }), ...births(3)))).toEqual([])
    }
  })

  it("a fitness waits until all who were born before have counted", () => {
    const events = [deterministic(), ...births(3), recorded(2, 0.5), recorded(1, 0.5)]
    expect(follow(given(...events))).toEqual([])
    expect(follow(given(...events, recorded(0, 0.5)))).toEqual([counted(0), due(3)])
  })

  it("one counts and one is born in turn, so that parents do not depend on how results bunch", () => {
    const bunched = [deterministic(), ...births(3), recorded(2, 0.2), recorded(1, 0.1), recorded(0, 0)]
    expect(follow(given(...bunched, counted(0), born(3)))).toEqual([counted(1), due(4)])
    expect(follow(given(...bunched, counted(0), born(3), counted(1), born(4)))).toEqual([counted(2), due(5)])
  })

  it("one counts, one dies of age, and one is born, in this order", () => {
    const config = deterministic({ window: 1, policy: { populationSize: 2 } })
    const settled = [0, 1].flatMap((i) => [born(i), recorded(i, 0.5), counted(i)])
    expect(follow(given(config, ...settled, born(2), recorded(2, 0.1)))).toEqual([
      counted(2),
      aged(0, 2),
      due(3)
    ])
  })

  it("an infertile one dies in its turn, not before", () => {
    const config = deterministic({ limits: { failuresMax: 1 } })
    const events = [config, ...births(3), failed(1, "error")]
    expect(follow(given(...events))).toEqual([])
    expect(follow(given(...events, recorded(0, 0.5)))).toEqual([counted(0), due(3)])
    expect(follow(given(...events, recorded(0, 0.5), counted(0), born(3)))).toEqual([infertile(1), due(4)])
  })
})
