/** The table evaluator: it draws only what was recorded, each record equally often, and steers by validation alone. */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type NasBench201Dataset, nasBench201Table } from "../../../src/datasets/nas-bench-201.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { makeNasBench201Space } from "../../../src/spaces/nas-bench-201.ts"
import { makeTableEvaluator } from "../../../src/trainers/table/evaluator.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../../domain/chi-square.ts"
import { evaluate, evaluateNow } from "../evaluate.ts"

const DATASETS: readonly NasBench201Dataset[] = ["cifar10", "cifar100", "imagenet16-120"]
const space = makeNasBench201Space({ kind: "nas-bench-201" })

describe.each(DATASETS)("an evaluation on %s", (dataset) => {
  const evaluator = makeTableEvaluator({ kind: "table", dataset, noise: 0 }, { kind: "nas-bench-201" })
  const lookUp = nasBench201Table(dataset)

  it("gives a recorded validation accuracy, with the measures of the cell, seed 71", () => {
    for (let i = 0; i < 3_000; i++) {
      const genome = space.random(randomStream(71, "random", i))
      const record = lookUp(genome)!
      const { fitness, measures } = evaluateNow(evaluator, { genome, seed: i + 1 })
      expect(record.validation).toContain(fitness)
      const { test, validationMean, parameters, flops } = record
      expect(measures).toEqual({ test, validationMean, parameters, flops })
    }
  })

  it(`draws each recorded seed equally often, seeds 1 to 6,000 (error probability ${CHI_SQUARE_ERROR})`, () => {
    for (const [genome, seeds] of [
      ["421211", 3],
      ["023241", 2]
    ] as const) {
      const recorded = lookUp(genome)!.validation
      expect(new Set(recorded).size).toBe(seeds)
      const counts = recorded.map(() => 0)
      for (let seed = 1; seed <= 6_000; seed++)
        counts[recorded.indexOf(evaluateNow(evaluator, { genome, seed }).fitness)]! += 1
      expect(chiSquare(counts, () => 6_000 / recorded.length)).toBeLessThan(
        chiSquareLimit(recorded.length - 1)
      )
    }
  })

  it("is the individual's: the same seed gives the same measurement", () => {
    expect(evaluateNow(evaluator, { genome: "421211", seed: 3 })).toEqual(
      evaluateNow(evaluator, { genome: "421211", seed: 3 })
    )
  })

  it("has no test of its own, since the table's is recorded with every evaluation", () => {
    expect(evaluator.test).toBeUndefined()
  })

  it.effect("fails in words for what is no cell", () =>
    Effect.gen(function* () {
      for (const genome of ["521211", "0101", 421211, null]) {
        const error = yield* Effect.flip(evaluate(evaluator, { genome, seed: 1 }))
        expect(error.reason).toBe("the genome of individual 1 is no cell of the table")
      }
    })
  )
})
