/** Goal: one run as a comparison sees it. Method: seeded logs with everything that may happen, counted by plain loops. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { incumbentAt } from "../../../src/analysis/compare/incumbents.ts"
import { type RunHistory, runHistory } from "../../../src/analysis/compare/run-history.ts"
import { counted, recorded, started } from "../../fixtures/events.ts"
import { testConfig } from "../../fixtures/run-config.ts"
import { scriptedLog } from "../scripted-log.ts"
import { logOfRuns, storyOf } from "./many-runs.ts"

const historyOf = async (...[log, entry]: Parameters<typeof runHistory>): Promise<RunHistory> => {
  const history = await Effect.runPromise(runHistory(log, entry))
  if (history === undefined) throw new Error("the run has no event")
  return history
}

describe("the history of a run", () => {
  for (const schedule of ["arrival", "deterministic"] as const) {
    it(`counts models in the order in which they count, under the ${schedule} schedule (seed 11)`, async () => {
      const { log, entry, events } = await scriptedLog(11, schedule)
      const history = await historyOf(log, entry)
      const fitnessOf = new Map(
        events.flatMap((event) =>
          event.kind === "EvaluationRecorded" ? [[event.individual, event.fitness] as const] : []
        )
      )
      const order = events.flatMap((event) =>
        event.kind === (schedule === "arrival" ? "EvaluationRecorded" : "FitnessCounted")
          ? [event.individual]
          : []
      )
      expect(order.length).toBeGreaterThan(90)
      expect(history).toMatchObject({
        status: "finished",
        cycles: 120,
        models: order.length,
        engine: "0.1.0"
      })
      let best = Number.NEGATIVE_INFINITY
      for (const [index, individual] of order.entries()) {
        best = Math.max(best, fitnessOf.get(individual) ?? Number.NaN)
        expect(incumbentAt(history.incumbents, index + 1)?.fitness).toBe(best)
      }
      expect(history.incumbents.at(-1)?.test).toBeNull()
      const finished = events.find((event) => event.kind === "RunFinished")
      expect(history.tested).toEqual({ individual: finished?.best?.individual, test: 0.5 })
    })
  }

  it("takes the test of the incumbent, and the sizes of all", async () => {
    const { log, entries } = await logOfRuns([
      storyOf(testConfig({}), [
        { fitness: 0.5, measures: { test: 0.9, flops: 10, parameters: 3 } },
        { fitness: 0.4, measures: { test: 0.99, flops: 5, parameters: 2 } },
        { fitness: 0.6, measures: { test: 0.7, flops: 20, parameters: 1 } }
      ])
    ])
    const history = await historyOf(log, entries[0]!)
    expect(history.testMeasure).toBe("test")
    expect(history.incumbents).toEqual([
      { models: 1, individual: 0, fitness: 0.5, test: 0.9 },
      { models: 3, individual: 2, fitness: 0.6, test: 0.7 }
    ])
    expect(history.sizes.flops.front).toEqual([
      { size: 5, fitness: 0.4 },
      { size: 10, fitness: 0.5 },
      { size: 20, fitness: 0.6 }
    ])
    expect(history.sizes.parameters.front).toEqual([{ size: 1, fitness: 0.6 }])
    expect(history.sizes.parameters.sample).toHaveLength(3)
  })

  it("does not count what waits for its turn", async () => {
    const config = testConfig({ schedule: "deterministic" })
    const { log, entries } = await logOfRuns([
      [started(config), recorded(1, 0.9), recorded(0, 0.2), counted(0)]
    ])
    expect(await historyOf(log, entries[0]!)).toMatchObject({ models: 1, status: "crashed" })
  })

  it("keeps little of a long run", async () => {
    const models = Array.from({ length: 3000 }, (_, index) => ({
      fitness: index / 3000,
      measures: { flops: (index * 7919) % 3001 }
    }))
    const { log, entries } = await logOfRuns([storyOf(testConfig({ cycles: 3000 }), models)])
    const { incumbents, sizes } = await historyOf(log, entries[0]!)
    expect(incumbents.length).toBeLessThanOrEqual(1000)
    expect(sizes.flops.sample.length).toBeLessThanOrEqual(500)
    expect(sizes.flops.front.at(-1)?.fitness).toBe(2999 / 3000)
  }, 20_000)

  it("of a run without events is none", async () => {
    const { log, entries } = await logOfRuns([[]])
    expect(await Effect.runPromise(runHistory(log, entries[0]!))).toBeUndefined()
  })
})
