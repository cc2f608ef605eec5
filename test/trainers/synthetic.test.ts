/**
 * The synthetic evaluator: its noise has the promised mean and spread, and an individual's seed decides
 * everything. Bounds are five standard errors: right code fails for another seed with probability 6e-7 each.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { delayMs } from "../../src/trainers/simulated-delay.ts"
import {
  makeSyntheticEvaluator,
  type SyntheticConfig,
  syntheticConfig
} from "../../src/trainers/synthetic.ts"
import { evaluate, evaluateNow } from "./evaluate.ts"

const config = (fields: Partial<SyntheticConfig>): SyntheticConfig =>
  syntheticConfig.parse({ kind: "synthetic", ...fields })
const HALF = "01".repeat(50)
const EVALUATIONS = 20_000

describe("the noise of the synthetic evaluator", () => {
  it("has mean 0 and the promised standard deviation, seeds 1 to 20,000", () => {
    const evaluator = makeSyntheticEvaluator(config({ noise: 0.03 }))
    const errors = Array.from({ length: EVALUATIONS }, (_, i) => {
      const { fitness, measures } = evaluateNow(evaluator, { genome: HALF, seed: i + 1 })
      expect(measures).toEqual({ true: 0.5 })
      return (fitness - 0.5) / 0.03
    })
    const mean = errors.reduce((sum, error) => sum + error, 0) / EVALUATIONS
    const variance = errors.reduce((sum, error) => sum + error ** 2, 0) / EVALUATIONS
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / EVALUATIONS))
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / EVALUATIONS))
  })

  it("is clipped to [0, 1], seeds 1 to 1,000", () => {
    const evaluator = makeSyntheticEvaluator(config({ noise: 5 }))
    const fitness = Array.from(
      { length: 1_000 },
      (_, i) => evaluateNow(evaluator, { genome: HALF, seed: i + 1 }).fitness
    )
    expect([Math.min(...fitness), Math.max(...fitness)]).toEqual([0, 1])
  })

  it("is absent where it is 0: the fitness is the share of set bits", () => {
    const evaluator = makeSyntheticEvaluator(config({ noise: 0 }))
    expect(evaluateNow(evaluator, { genome: "0111", seed: 1 })).toEqual({
      fitness: 0.75,
      measures: { true: 0.75 }
    })
  })

  it("is the individual's: the same seed gives the same fitness, another seed another one", () => {
    const evaluator = makeSyntheticEvaluator(config({}))
    const fitnessOf = (seed: number): number => evaluateNow(evaluator, { genome: HALF, seed }).fitness
    expect(fitnessOf(7)).toBe(fitnessOf(7))
    expect(fitnessOf(7)).not.toBe(fitnessOf(8))
  })
})

describe("simulated failures", () => {
  it.effect("come with the promised probability and repeat with the seed, seeds 1 to 20,000", () =>
    Effect.gen(function* () {
      const evaluator = makeSyntheticEvaluator(config({ failureProbability: 0.2 }))
      let failures = 0
      for (let seed = 1; seed <= EVALUATIONS; seed++) {
        const first = yield* Effect.result(evaluate(evaluator, { genome: HALF, seed }))
        const second = yield* Effect.result(evaluate(evaluator, { genome: HALF, seed }))
        expect(second).toEqual(first)
        if (first._tag === "Failure") {
          expect(first.failure.reason).toBe("synthetic failure")
          failures += 1
        }
      }
      expect(Math.abs(failures / EVALUATIONS - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / EVALUATIONS))
    })
  )

  it.effect("a genome that is no bit string fails in words", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        evaluate(makeSyntheticEvaluator(config({})), { genome: { a: 1 }, seed: 1 })
      )
      expect(error.reason).toBe("the genome of individual 1 is no bit string")
    })
  )
})

describe("simulated delays", () => {
  const delay = { median: 1_000, sigma: 0.5 }

  it("are log-normal: half lie under the median, the logarithm has the promised spread, seeds 1 to 20,000", () => {
    const logarithms = Array.from(
      { length: EVALUATIONS },
      (_, i) => Math.log(delayMs(delay, i + 1) / 1_000) / 0.5
    )
    const below = logarithms.filter((logarithm) => logarithm < 0).length / EVALUATIONS
    const variance = logarithms.reduce((sum, logarithm) => sum + logarithm ** 2, 0) / EVALUATIONS
    expect(Math.abs(below - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / EVALUATIONS))
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / EVALUATIONS))
  })

  it("are always the median where sigma is 0, and never beyond what a timer can wait", () => {
    expect(delayMs({ median: 250, sigma: 0 }, 9)).toBe(250)
    const longest = Array.from({ length: 1_000 }, (_, i) => delayMs({ median: 3_600_000, sigma: 3 }, i + 1))
    expect(Math.max(...longest)).toBe(86_400_000)
  })

  it.effect("pass on the clock of the runtime, and change nothing else, seed 5", () =>
    Effect.gen(function* () {
      const slow = makeSyntheticEvaluator(config({ delayMs: delay }))
      const fiber = yield* Effect.forkChild(evaluate(slow, { genome: HALF, seed: 5 }))
      const wholeMs = Math.floor(delayMs(delay, 5))
      yield* TestClock.adjust(wholeMs - 1)
      expect(fiber.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust(2)
      const immediate = evaluateNow(makeSyntheticEvaluator(config({})), { genome: HALF, seed: 5 })
      expect(yield* Fiber.join(fiber)).toEqual(immediate)
    })
  )
})

describe("syntheticConfig", () => {
  it("fills in the notebook's noise and no failures", () => {
    expect(syntheticConfig.parse({ kind: "synthetic" })).toEqual({
      kind: "synthetic",
      noise: 0.01,
      failureProbability: 0
    })
  })

  it.each([
    { noise: -0.1 },
    { failureProbability: 1 },
    { failureProbability: -0.1 },
    { delayMs: 5 },
    { delayMs: { median: -1, sigma: 0 } },
    { isolation: "thread" },
    { nosie: 0 }
  ])("refuses %j", (fields) => {
    expect(syntheticConfig.safeParse({ kind: "synthetic", ...fields }).success).toBe(false)
  })
})
