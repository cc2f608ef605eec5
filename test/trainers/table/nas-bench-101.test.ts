/** The table evaluator on NAS-Bench-101: recorded accuracies, the noise that is asked for, and invalid cells. */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { mean, standardDeviation } from "../../../src/analysis/statistics/moments.ts"
import { TEST_IMAGES } from "../../../src/datasets/nas-bench-101.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { nasBench101Config } from "../../../src/spaces/nas-bench-101/config.ts"
import { makeNasBench101Space } from "../../../src/spaces/nas-bench-101/space.ts"
import { tableConfig } from "../../../src/trainers/table/config.ts"
import { makeTableEvaluator } from "../../../src/trainers/table/evaluator.ts"
import { INCEPTION, INCEPTION_PERMUTED } from "../../spaces/nas-bench-101/inception.ts"
import { evaluate, evaluateNow } from "../evaluate.ts"

const config = (rules: object = {}) => nasBench101Config.parse({ kind: "nas-bench-101", ...rules })
const evaluator = (noise: number, rules: object = {}) =>
  makeTableEvaluator(tableConfig.parse({ kind: "table", dataset: "cifar10", noise }), config(rules))

const DISCONNECTED = "000000000000000000000:00000"
const INCEPTION_TEST = 27_881 / TEST_IMAGES

describe("an evaluation", () => {
  it("gives the recorded test accuracy to both forms of a cell, with its measures", () => {
    for (const genome of [INCEPTION, INCEPTION_PERMUTED]) {
      expect(evaluateNow(evaluator(0), { genome, seed: 1 })).toEqual({
        fitness: INCEPTION_TEST,
        measures: { test: INCEPTION_TEST, parameters: 2_694_282, flops: 402_002_944 }
      })
    }
  })

  it("finds every genome that is drawn, crossed or mutated, under every rule, seed 131", () => {
    for (const edgeLimit of ["after-pruning", "before-pruning"])
      for (const mutation of ["one-gene", "per-gene"]) {
        const space = makeNasBench101Space(config({ edgeLimit, mutation }))
        const table = evaluator(0, { edgeLimit, mutation })
        for (let index = 0; index < 1_000; index++) {
          const genome = space.random(randomStream(131, "random", index))
          const mutated = Object.values(space.operators)[0]!(genome, randomStream(131, "mutate", index))!
          const crossed = space.crossover!(genome, INCEPTION, randomStream(131, "cross", index))
          for (const found of [genome, mutated.genome, crossed?.genome ?? genome])
            expect(evaluateNow(table, { genome: found, seed: 1 }).fitness).toBeGreaterThan(0)
        }
      }
  })

  it("adds noise of the asked size, the individual's own, to the fitness alone, seeds 1 to 10,000 (error probability 0.0001)", () => {
    const noisy = evaluator(0.01)
    const differences = Array.from({ length: 10_000 }, (_, i) => {
      const { fitness, measures } = evaluateNow(noisy, { genome: INCEPTION, seed: i + 1 })
      expect(measures.test).toBe(INCEPTION_TEST)
      return fitness - INCEPTION_TEST
    })
    const variance = (standardDeviation(differences) ?? 0) ** 2
    // Mean and variance of 10,000 normal draws; two tests, each 4.06 standard errors to either side.
    expect(Math.abs(mean(differences))).toBeLessThan(4.06 * 0.0001)
    expect(Math.abs(variance / 0.0001 - 1)).toBeLessThan(4.06 * Math.sqrt(2 / 9_999))
    expect(evaluateNow(noisy, { genome: INCEPTION, seed: 7 })).toEqual(
      evaluateNow(noisy, { genome: INCEPTION, seed: 7 })
    )
  })

  it("stays an accuracy, however much noise there is", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { fitness } = evaluateNow(evaluator(1), { genome: INCEPTION, seed })
      expect(fitness >= 0 && fitness <= 1).toBe(true)
    }
  })

  it("gives an invalid cell that is kept the fitness 0, noise or not", () => {
    const kept = { invalid: "keep" }
    expect(evaluateNow(evaluator(0.5, kept), { genome: DISCONNECTED, seed: 1 })).toEqual({
      fitness: 0,
      measures: { test: 0 }
    })
  })

  it.effect("fails in words for what is no cell", () =>
    Effect.gen(function* () {
      for (const genome of [DISCONNECTED, "421211", 5, null]) {
        const error = yield* Effect.flip(evaluate(evaluator(0), { genome, seed: 1 }))
        expect(error.reason).toBe("the genome of individual 1 is no cell of the table")
      }
    })
  )
})
