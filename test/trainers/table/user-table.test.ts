/** The evaluator of a person's own table: it draws what is in the file, steers by the values alone, and refuses what is no number. */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { OutsideProblem } from "../../../src/domain/outside-problem.ts"
import { tableConfig } from "../../../src/trainers/table/config.ts"
import { makeUserTableEvaluator } from "../../../src/trainers/table/user-table.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../../domain/chi-square.ts"
import { tableConfigOf, tableOutside } from "../../fixtures/own-files.ts"
import { evaluate, evaluateNow } from "../evaluate.ts"

const TABLE = `alpha,width,s0,s1,s2,test,size
0.1,16,0.5,0.6,0.7,0.91,100
0.1,32,0.8,,0.9,,200
0.2,16,,,,0.93,300
0.2,32,0, 0.25 ,-1e-1,0.94,4e2
`
const SEEDS = ["s0", "s1", "s2"]

const make = (config: object, text = TABLE) =>
  makeUserTableEvaluator(
    tableConfig.parse({ kind: "table", ...config }),
    tableConfigOf(["alpha", "width"]),
    tableOutside(text)
  )

const evaluator = make({ values: SEEDS, report: ["test", "size"] })

describe("an evaluation", () => {
  it.each([
    [{ alpha: 0.1, width: 16 }, [0.5, 0.6, 0.7]],
    [{ alpha: 0.1, width: 32 }, [0.8, 0.9]],
    [{ alpha: 0.2, width: 32 }, [0, 0.25, -0.1]]
  ])(
    `of %j draws each value that is there equally often, seeds 1 to 6,000 (error probability ${CHI_SQUARE_ERROR})`,
    (genome, values) => {
      const counts = values.map(() => 0)
      for (let seed = 1; seed <= 6_000; seed++) {
        const { fitness } = evaluateNow(evaluator, { genome, seed })
        expect(values).toContain(fitness)
        counts[values.indexOf(fitness)]! += 1
      }
      expect(chiSquare(counts, () => 6_000 / values.length)).toBeLessThan(chiSquareLimit(values.length - 1))
    }
  )

  it("is the individual's: the same seed gives the same value", () => {
    const task = { genome: { alpha: 0.1, width: 16 }, seed: 5 }
    expect(evaluateNow(evaluator, task)).toEqual(evaluateNow(evaluator, task))
  })

  it("reports the other columns by name, and leaves out what is empty", () => {
    const measures = (alpha: number, width: number) =>
      evaluateNow(evaluator, { genome: { alpha, width }, seed: 1 }).measures
    expect(measures(0.1, 16)).toEqual({ test: 0.91, size: 100 })
    expect(measures(0.1, 32)).toEqual({ size: 200 })
    expect(measures(0.2, 32)).toEqual({ test: 0.94, size: 400 })
  })

  it("minimises by the sign of the fitness, and measures the value as it stands in the file", () => {
    const losses = make({ values: ["s0"], report: ["test"], goal: "minimise" })
    const measured = (alpha: number, width: number) =>
      evaluateNow(losses, { genome: { alpha, width }, seed: 1 })
    expect(measured(0.1, 16)).toEqual({ fitness: -0.5, measures: { test: 0.91, value: 0.5 } })
    expect(measured(0.2, 32)).toEqual({ fitness: 0, measures: { test: 0.94, value: 0 } })
  })

  it.effect("fails where nothing is known of a row, with its line, and for what is no row", () =>
    Effect.gen(function* () {
      const reason = (genome: { alpha: number; width: number }) =>
        Effect.map(Effect.flip(evaluate(evaluator, { genome, seed: 1 })), (error) => error.reason)
      expect(yield* reason({ alpha: 0.2, width: 16 })).toMatch(
        /^\/somewhere\/hpo\.csv, line 4: .*\(s0, s1, s2\) are empty/
      )
      expect(yield* reason({ alpha: 0.3, width: 16 })).toBe(
        "the genome of individual 1 is no row of the table"
      )
    })
  )
})

describe("a table with a result that cannot be used is refused", () => {
  it.each([
    [{ values: ["s3"] }, TABLE, "line 1: there is no column “s3” (config field evaluator.values)"],
    [
      { values: ["s0"], report: ["tset"] },
      TABLE,
      "there is no column “tset” (config field evaluator.report)"
    ],
    [
      { values: ["s0"] },
      "alpha,width,s0\n1,1,0.5\n1,2,high\n",
      '/somewhere/hpo.csv, line 3: the cell of column “s0” is no number (it is "high")'
    ],
    [{ values: ["s0"] }, "alpha,width,s0\n1,1,NaN\n", "line 2: the cell of column “s0” is no number"],
    [{ values: ["s0"] }, "alpha,width,s0\n1,1,0x10\n", "line 2: the cell of column “s0” is no number"],
    [
      { values: ["s0"], report: ["t"] },
      "alpha,width,s0,t\n1,1,0.5,Infinity\n",
      "line 2: the cell of column “t” is no number"
    ],
    [
      { values: ["s0"] },
      '[{"alpha":1,"width":1,"s0":1},{"alpha":1,"width":2,"s0":true}]',
      '/somewhere/hpo.json, element 2: the cell of column “s0” is no number (it is "true")'
    ]
  ])("%j of %j", (config, text, said) => {
    expect(() => make(config, text)).toThrow(OutsideProblem)
    expect(() => make(config, text)).toThrow(said)
  })
})
