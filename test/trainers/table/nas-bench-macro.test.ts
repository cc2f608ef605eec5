/** The table evaluator on NAS-Bench-Macro: it draws each recorded training equally often, and measures their mean. */
import { expect, it } from "vitest"
import { nasBenchMacroTable } from "../../../src/datasets/nas-bench-macro.ts"
import { tableConfig } from "../../../src/trainers/table/config.ts"
import { makeTableEvaluator } from "../../../src/trainers/table/evaluator.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../../domain/chi-square.ts"
import { evaluateNow } from "../evaluate.ts"

const evaluator = makeTableEvaluator(tableConfig.parse({ kind: "table", dataset: "cifar10" }), {
  kind: "nas-bench-macro"
})

it(`draws each recorded training equally often, seeds 1 to 6,000 (error probability ${CHI_SQUARE_ERROR})`, () => {
  const recorded = nasBenchMacroTable()("22212220")!
  const counts = [0, 0, 0]
  for (let seed = 1; seed <= 6_000; seed++) {
    const { fitness, measures } = evaluateNow(evaluator, { genome: "22212220", seed })
    counts[recorded.tests.indexOf(fitness)]! += 1
    expect(measures).toEqual({
      test: recorded.testMean,
      parameters: recorded.parameters,
      flops: recorded.flops
    })
  }
  expect(counts.reduce((sum, count) => sum + count)).toBe(6_000)
  expect(chiSquare(counts, () => 2_000)).toBeLessThan(chiSquareLimit(2))
})
