/**
 * What every controller must do, whatever it learns by. A test of an implementation hands in controllers made of
 * lists of option counts and the probability that the parameters give to decisions, computed in another way.
 * Seeds are in the tests' names; right code fails a chi-square test with probability 1e-6 for another seed.
 */
import { beforeAll, describe, expect, it } from "vitest"
import type { Controller, Experience } from "../../src/domain/controller.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import { chiSquare, chiSquareLimit } from "./chi-square.ts"
import { meanReward, reinforce } from "./reinforce.ts"
import { OPTIONS, sampleBatch, shareOnTarget, shortHistory } from "./short-history.ts"

export interface ControllerUnderTest {
  /** A controller that learns fast enough for a test. */
  readonly make: (options: readonly number[]) => Promise<Controller>
  /** The logarithm of the probability of these decisions, computed without the controller. */
  readonly logProbability: (
    options: readonly number[],
    parameters: Float64Array,
    decisions: readonly number[]
  ) => number
  /** How far a log-probability may be from the true one, by the precision that the controller computes in. */
  readonly tolerance: number
  /** The digest of `shortHistory` over `OPTIONS`, made by another process. */
  readonly digestOfOtherProcess: () => string
}

/** Every sequence of decisions. */
const allDecisions = (options: readonly number[]): readonly (readonly number[])[] =>
  options.reduce<readonly (readonly number[])[]>(
    (prefixes, count) =>
      prefixes.flatMap((prefix) => Array.from({ length: count }, (_, option) => [...prefix, option])),
    [[]]
  )

export const controllerContract = (name: string, test: ControllerUnderTest): void => {
  describe(`${name}, as every controller`, () => {
    let controller: Controller
    let trained: Float64Array
    beforeAll(async () => {
      controller = await test.make(OPTIONS)
      const settings = { seed: 1, batches: 5, batchSize: 8, baselineDecay: 0.9 }
      trained = reinforce(controller, shareOnTarget, settings).parameters
    })

    it("makes decisions that exist, and says how probable they were, seed 2", () => {
      for (const [index, parameters] of [
        controller.initial(randomStream(2, "initial", 0)),
        trained
      ].entries()) {
        for (let i = 0; i < 50; i++) {
          const { decisions, logProbability } = controller.sample(
            parameters,
            randomStream(2, "range", i + 50 * index)
          )
          expect(decisions).toHaveLength(OPTIONS.length)
          for (const [decision, option] of decisions.entries()) {
            expect(Number.isInteger(option) && option >= 0 && option < OPTIONS[decision]!).toBe(true)
          }
          const expected = test.logProbability(OPTIONS, parameters, decisions)
          expect(Math.abs(logProbability - expected)).toBeLessThan(test.tolerance)
        }
      }
    })

    it("gives probabilities that add up to 1, and samples by them, seed 3", async () => {
      const options = [2, 3]
      const small = await test.make(options)
      const settings = { seed: 3, batches: 3, batchSize: 8, baselineDecay: 0.9 }
      // Parameters that have learnt to prefer equal decisions, so that the second depends on the first where it can.
      const { parameters } = reinforce(small, ([first, second]) => (first === second ? 1 : 0), settings)
      const sequences = allDecisions(options)
      const probabilities = sequences.map((decisions) =>
        Math.exp(test.logProbability(options, parameters, decisions))
      )
      expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5)
      expect(Math.max(...probabilities)).toBeGreaterThan(1.2 / sequences.length)
      const draws = 2000
      const counts = sequences.map(() => 0)
      for (let i = 0; i < draws; i++) {
        const [first = 0, second = 0] = small.sample(parameters, randomStream(3, "frequency", i)).decisions
        counts[first * 3 + second]! += 1
      }
      expect(Math.min(...probabilities) * draws).toBeGreaterThan(5)
      expect(chiSquare(counts, (cell) => probabilities[cell]! * draws)).toBeLessThan(
        chiSquareLimit(sequences.length - 1)
      )
    })

    it("leaves what it is handed as it is, and says finite things, seed 4", () => {
      const parameters = trained.slice()
      const batch = sampleBatch(controller, parameters, 4)
      const copy = structuredClone(batch)
      const learned = controller.update(parameters, batch)
      expect(parameters).toEqual(trained)
      expect(batch).toEqual(copy)
      expect(learned.parameters).not.toEqual(trained)
      expect(learned.parameters).toHaveLength(trained.length)
      expect(Object.keys(learned.figures)).toEqual(expect.arrayContaining(["loss", "entropy"]))
      expect(Object.values(learned.figures).every(Number.isFinite)).toBe(true)
      expect(learned.parameters.every(Number.isFinite)).toBe(true)
    })

    it("gives the same bits again, after other work, by another controller and in another process, seed 5", async () => {
      const first = shortHistory(controller)
      controller.update(trained, sampleBatch(controller, trained, 6))
      expect(shortHistory(controller)).toBe(first)
      expect(shortHistory(await test.make(OPTIONS))).toBe(first)
      expect(test.digestOfOtherProcess()).toBe(first)
    })

    it("learns a hidden target, seed 7", async () => {
      const target = [3, 0, 4, 1, 2, 2]
      const learner = await test.make(target.map(() => 5))
      const { rewards } = reinforce(
        learner,
        (decisions) => decisions.filter((option, decision) => option === target[decision]).length / 6,
        { seed: 7, batches: 40, batchSize: 20, baselineDecay: 0.95 }
      )
      // One in five at random, with a standard error of 0.016 for 100 samples of six decisions.
      expect(meanReward(rewards, 0, 5)).toBeLessThan(0.45)
      expect(meanReward(rewards, 35, 5)).toBeGreaterThan(0.85)
    })

    it("learns from a batch of one", () => {
      const [experience] = sampleBatch(controller, trained, 8)
      expect(controller.update(trained, [experience!]).parameters).not.toEqual(trained)
    })

    it("refuses parameters of another length, an empty batch and decisions that do not exist", () => {
      const experience = (decisions: number[]): Experience[] => [
        { decisions, logProbability: -3, advantage: 1 }
      ]
      const short = trained.subarray(1)
      expect(() => controller.sample(short, randomStream(1, "short", 0))).toThrow(RangeError)
      expect(() => controller.update(short, experience([0, 0, 0, 0, 0]))).toThrow(
        /were handed to a controller of/
      )
      expect(() => controller.update(trained, [])).toThrow(/empty batch/)
      expect(() => controller.update(trained, experience([0, 0, 2, 0, 0]))).toThrow(
        "decision 2 is 2, which is not one of its 2 options"
      )
      expect(() => controller.update(trained, experience([0, 0]))).toThrow(
        /2 decisions were handed to a controller of 5/
      )
    })

    it("says so where it diverges", () => {
      const endless = [
        { decisions: [0, 0, 0, 0, 0], logProbability: -3, advantage: Number.POSITIVE_INFINITY }
      ]
      expect(() => controller.update(trained, endless)).toThrow(
        /the controller diverged in an update: .*; start a new run with a lower policy.learningRate/
      )
    })

    it("cannot be made for no decision, or for one without an option", async () => {
      await expect(async () => await test.make([])).rejects.toThrow(/at least one decision/)
      await expect(async () => await test.make([2, 0])).rejects.toThrow(
        "decision 1 has 0 options; it needs a whole number of at least 1"
      )
    })
  })
}
