/** Goal: arms, curves, tests and what a reader must be told. Method: small runs whose figures are known by hand. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type ComparedRun, compareRuns } from "../../../src/analysis/compare/comparison.ts"
import type { RunConfig } from "../../../src/domain/run-config.ts"
import { testConfig } from "../../fixtures/run-config.ts"
import { logOfRuns, type Model, storyOf } from "./many-runs.ts"

const sampleSize = (size: number, seed: number, changes: Partial<RunConfig> = {}): RunConfig => ({
  ...testConfig({ seed, name: `S${size}-${seed}`, policy: { sampleSize: size } }),
  ...changes
})

/** A run that climbs to a height in four steps, each with its test a little below. */
const climb = (height: number): readonly Model[] =>
  [0.25, 0.5, 0.75, 1].map((share) => ({
    fitness: share * height,
    measures: { test: share * height - 0.01 }
  }))

const compare = async (
  runs: readonly (readonly [RunConfig, readonly Model[]])[],
  place?: (index: number) => ComparedRun["place"]
) => {
  const { log, entries, store } = await logOfRuns(runs.map(([config, models]) => storyOf(config, models)))
  const compared = entries.map((entry, index) => ({ entry, place: place?.(index) }))
  return { comparison: await Effect.runPromise(compareRuns(log, compared)), log, entries, store }
}

const TWO_ARMS = [0.8, 0.82, 0.84, 0.86].flatMap(
  (height, index) =>
    [
      [sampleSize(2, index + 1, { trainers: 1 + index }), climb(height)],
      [sampleSize(4, index + 1), climb(height + 0.1)]
    ] as const
)

describe("a comparison of two arms", () => {
  it("puts runs that differ in seed, name and trainers into one arm, and says what tells the arms apart", async () => {
    const { comparison } = await compare(TWO_ARMS)
    expect(comparison).toMatchObject({
      runs: 8,
      evaluations: 32,
      notes: [],
      confidence: 0.95,
      engines: ["test"]
    })
    const [scenario] = comparison.scenarios
    expect(comparison.scenarios).toHaveLength(1)
    expect(scenario?.arms.map(({ label, runs }) => [label, runs.map(({ seed }) => seed)])).toEqual([
      ["policy.sampleSize=2", [1, 2, 3, 4]],
      ["policy.sampleSize=4", [1, 2, 3, 4]]
    ])
  })

  it("has mean and band over seeds, the test of the incumbent, and when the target was reached", async () => {
    const { comparison } = await compare(TWO_ARMS)
    const scenario = comparison.scenarios[0]!
    const [weaker, stronger] = scenario.arms
    expect(scenario).toMatchObject({ models: 4, testMeasure: "test", size: null })
    expect(weaker?.curve.map(({ models }) => models)).toEqual([1, 2, 3, 4])
    const last = weaker?.curve.at(-1)
    expect(last?.mean).toBeCloseTo(0.83, 12)
    // sd of .80 .82 .84 .86 is 0.0258199, t of three degrees of freedom 3.1824463
    expect((last?.high ?? 0) - (last?.mean ?? 0)).toBeCloseTo((3.1824463 * 0.025819889) / 2, 8)
    expect(last?.testMean).toBeCloseTo(0.82, 12)
    expect(weaker?.final.validation.sd).toBeCloseTo(0.025819889, 8)
    expect(weaker?.final.test?.median).toBeCloseTo(0.82, 12)
    expect(scenario.target).toMatchObject({ arm: "policy.sampleSize=2" })
    expect([weaker?.modelsToTarget, stronger?.modelsToTarget]).toEqual([4, 4])
  })

  it("tests validation and test over all pairs, exactly", async () => {
    const { comparison } = await compare(TWO_ARMS)
    const { tests } = comparison.scenarios[0]!
    expect(tests.map(({ on }) => on)).toEqual(["validation", "test"])
    // Four against four without overlap: 2 of the 70 ways to deal the ranks.
    for (const test of tests) {
      expect(test).toMatchObject({ a12: 0, u: 0, method: "exact" })
      expect(test.p).toBeCloseTo(2 / 70, 12)
      expect(test.pHolm).toBe(test.p)
    }
  })
})

it("corrects for all pairs of a scenario", async () => {
  const runs = [2, 3, 4].flatMap((size) =>
    [1, 2, 3, 4].map((seed) => [sampleSize(size, seed), climb(size * 0.2 + seed * 0.01)] as const)
  )
  const { comparison } = await compare(runs)
  const tests = comparison.scenarios[0]!.tests.filter(({ on }) => on === "validation")
  expect(tests).toHaveLength(3)
  for (const { p, pHolm } of tests) {
    expect(p).toBeCloseTo(2 / 70, 12)
    expect(pHolm).toBeCloseTo(6 / 70, 12)
  }
})

describe("what a reader is told", () => {
  it("a single run has no band and no test, and why", async () => {
    const { comparison } = await compare([
      [sampleSize(2, 1), climb(0.8)],
      [sampleSize(4, 1), climb(0.9)]
    ])
    const { arms, tests } = comparison.scenarios[0]!
    expect(tests).toEqual([])
    expect(arms.every(({ curve }) => curve.every(({ low, high }) => low === null && high === null))).toBe(
      true
    )
    expect(comparison.notes).toEqual([
      "policy.sampleSize=2, policy.sampleSize=4 have one run each, so there is no band and no test for them; run more seeds"
    ])
  })

  it("runs of different length are compared where the shortest ends", async () => {
    const { comparison } = await compare([
      [sampleSize(2, 1), climb(0.8)],
      [sampleSize(2, 2), climb(0.8).slice(0, 2)],
      [sampleSize(4, 1), climb(0.9)],
      [sampleSize(4, 2), climb(0.9)]
    ])
    const scenario = comparison.scenarios[0]!
    expect(scenario.models).toBe(2)
    expect(scenario.arms[1]?.final.validation.mean).toBeCloseTo(0.45, 12)
    expect(comparison.notes).toEqual([
      "the runs are of different length, and are compared at 2 models, which all of them have reached"
    ])
  })

  it("unfinished and empty runs", async () => {
    const whole = [1, 2].flatMap((seed) => [2, 4].map((size) => storyOf(sampleSize(size, seed), climb(0.5))))
    const crashed = storyOf(sampleSize(2, 3), climb(0.5)).slice(0, -1)
    const { log, entries, store } = await logOfRuns([...whole, crashed, []])
    const compared = entries.map((entry) => ({ entry }))
    const notesNow = async () => (await Effect.runPromise(compareRuns(log, compared))).notes
    expect(await notesNow()).toEqual([
      "left out, since nothing has been evaluated in them yet: run-5",
      "not finished but crashed: run-4; resume them for the rest"
    ])
    store.writers.add(entries[4]!.run)
    expect(await notesNow()).toContain("not finished but running: run-4; the figures will change")
  })

  it("no test accuracy is known of the best", async () => {
    const untested = climb(0.8).map(({ fitness }) => ({ fitness }))
    const { comparison } = await compare([
      [sampleSize(2, 1), untested],
      [sampleSize(2, 2), untested],
      [sampleSize(4, 1), climb(0.9)],
      [sampleSize(4, 2), climb(0.9)]
    ])
    const { arms, testMeasure, tests } = comparison.scenarios[0]!
    expect(testMeasure).toBeNull()
    expect(arms.map(({ final }) => final.test === null)).toEqual([true, false])
    expect(tests.map(({ on }) => on)).toEqual(["validation"])
    expect(comparison.notes).toEqual([
      "no test accuracy is known of every best model of policy.sampleSize=2, so only the fitness is compared there"
    ])
  })
})

describe("several spaces", () => {
  const inSpace = (length: number, size: number, seed: number): RunConfig =>
    sampleSize(size, seed, { space: { kind: "bits", length } })

  it("are scenarios of their own where each has something to compare", async () => {
    const runs = [100, 200].flatMap((length) =>
      [2, 4].flatMap((size) => [1, 2].map((seed) => [inSpace(length, size, seed), climb(0.5)] as const))
    )
    const { comparison } = await compare(runs)
    expect(comparison.scenarios.map(({ label, arms }) => [label, arms.map((arm) => arm.label)])).toEqual([
      ["space.length=100", ["policy.sampleSize=2", "policy.sampleSize=4"]],
      ["space.length=200", ["policy.sampleSize=2", "policy.sampleSize=4"]]
    ])
    expect(comparison.notes).toEqual([])
  })

  it("are compared with each other otherwise, and that is said", async () => {
    const runs = [100, 200].flatMap((length) =>
      [1, 2].map((seed) => [inSpace(length, 2, seed), climb(0.5)] as const)
    )
    const { comparison } = await compare(runs)
    expect(comparison.scenarios.map(({ arms }) => arms.map(({ label }) => label))).toEqual([
      ["space.length=100", "space.length=200"]
    ])
    expect(comparison.notes).toEqual([
      "the runs differ in their space, so this compares problems as much as algorithms"
    ])
  })

  it("an experiment says itself what belongs together", async () => {
    const { comparison } = await compare(TWO_ARMS, (index) => ({
      scenario: index < 4 ? "first" : "second",
      arm: index % 2 === 0 ? "A" : "B"
    }))
    expect(comparison.scenarios.map(({ label, arms }) => [label, arms.map((arm) => arm.label)])).toEqual([
      ["first", ["A", "B"]],
      ["second", ["A", "B"]]
    ])
  })
})
