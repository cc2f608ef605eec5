/** What is said of an evaluator's measures before a run is what it then measures. */
import { Effect } from "effect"
import { expect, it } from "vitest"
import { randomStream } from "../../src/domain/random-stream.ts"
import { makeSpace, spaceConfig } from "../../src/spaces/registry.ts"
import { measuredBy } from "../../src/trainers/measured.ts"
import { evaluatorConfig, makeEvaluator } from "../../src/trainers/registry.ts"

const table = { kind: "table", dataset: "cifar10" }

it.each([
  ["bits", { kind: "synthetic" }],
  ["nas-bench-101", table],
  ["nas-bench-201", table],
  ["nas-bench-macro", table]
])("of %s, seed 1", async (kind, wanted) => {
  const space = spaceConfig.parse({ kind })
  const evaluator = evaluatorConfig.parse(wanted)
  const genome = makeSpace(space).random(randomStream(1, "measured", 0))
  const { evaluate } = await Effect.runPromise(makeEvaluator(evaluator, space))
  const { measures } = await Effect.runPromise(
    evaluate({ individual: 0, genome, seed: 1 }, () => Effect.void)
  )
  expect(Object.keys(measures).sort()).toEqual([...(measuredBy(evaluator, space) ?? [])].sort())
})
