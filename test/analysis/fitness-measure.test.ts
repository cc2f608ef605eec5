/** Goal: a fitness is called validation where it is one, and nowhere else. */
import { Effect } from "effect"
import { expect, it } from "vitest"
import { fitnessMeasure, fitnessMeasureOf } from "../../src/analysis/fitness-measure.ts"
import { scriptedLog } from "./scripted-log.ts"

it.each([
  ["tfjs", "nasnet", "validation"],
  ["tfjs", "nas-bench-101", "validation"],
  ["synthetic", "bits", "validation"],
  ["table", "nas-bench-201", "validation"],
  ["table", "nas-bench-101", null],
  ["table", "nas-bench-macro", null],
  ["table", "table", null],
  ["module", "nas-bench-201", null],
  ["of a later version", "bits", null]
])("the evaluator %s over the space %s measures %j", (evaluator, space, measure) => {
  expect(fitnessMeasure({ evaluator: { kind: evaluator }, space: { kind: space } })).toBe(measure)
})

it("is read off a run's first event, and is unknown before there is one (seed 11)", async () => {
  const { log, run } = await scriptedLog(11, "arrival")
  const about = log.about(run, null)
  const [first] = await Effect.runPromise(about)
  if (first?.event.kind !== "RunStarted") throw new Error("a run begins with RunStarted")
  expect(await Effect.runPromise(fitnessMeasureOf(log, run))).toBe(fitnessMeasure(first.event.config))
  expect(
    await Effect.runPromise(fitnessMeasureOf({ ...log, about: () => Effect.succeed([]) }, run))
  ).toBeNull()
})
