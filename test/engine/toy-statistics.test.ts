/**
 * Whether the engine evolves as the paper's algorithm does: the toy problem of the notebook that goes with
 * Real et al. 2018, against the figures of an independent simulation of it. The seeds are fixed, so each check
 * gives the same answer every time; its error probability is what it would have been for seeds not yet seen.
 */
import { beforeAll, describe, expect, it } from "vitest"
import { EXPECTED_CURVE } from "../../bench/reproduce/toy-section.ts"
import { mean } from "../../src/analysis/statistics/moments.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { bestOf, deviation, latestMean, seeds, tolerance, toyHistory } from "./toy-runs.ts"

const AGING_RUNS = 200
const RANDOM_RUNS = 40

const historiesOf = async (count: number, set: readonly string[]): Promise<readonly number[][]> => {
  const histories: number[][] = []
  for (const seed of seeds(count)) {
    const log = makeMemoryLog(makeMemoryStore())
    histories.push([...(await toyHistory({ log, seed, set }))])
  }
  return histories
}

describe(`the toy problem, seeds 1 to ${AGING_RUNS}`, () => {
  let histories: readonly number[][] = []
  beforeAll(async () => {
    histories = await historiesOf(AGING_RUNS, [])
  }, 120_000)

  it("evaluates 1000 models in each run", () => {
    expect(histories.map(({ length }) => length)).toEqual(histories.map(() => 1000))
  })

  /** The standard error is .0015, so .006 is four of them: a false alarm has probability 6e-5. */
  it("finds a best noisy accuracy of .908 ± .006 on average", () => {
    expect(Math.abs(mean(histories.map(bestOf)) - 0.908)).toBeLessThan(0.006)
  })

  /**
   * The deviation over runs is .021; that of 200 normal values is off by more than a fifth with probability
   * 6e-5 (its own standard error is 1/√400 of it).
   */
  it("differs from run to run with a standard deviation of .021, give or take a fifth", () => {
    expect(Math.abs(deviation(histories.map(bestOf)) / 0.021 - 1)).toBeLessThan(0.2)
  })

  /**
   * Two standard errors of the difference and the table's rounding at each of 20 points. The rounding is worth .3
   * of our standard error (at 100 models of the latest 50: one), so one point gives a false alarm with
   * probability .022 (.003), and some of the 20 with .41 at most; less, since the points of a curve go together.
   */
  it.each(EXPECTED_CURVE)(
    "is on the curve of the reference after $models models",
    ({ models, latest, best }) => {
      const latestOfRuns = histories.map((history) => latestMean(history, models))
      const bestOfRuns = histories.map((history) => bestOf(history.slice(0, models)))
      expect(Math.abs(mean(latestOfRuns) - latest)).toBeLessThan(tolerance(latestOfRuns, 2))
      expect(Math.abs(mean(bestOfRuns) - best)).toBeLessThan(tolerance(bestOfRuns, 2))
    }
  )
})

describe(`uniform random search, seeds 1 to ${RANDOM_RUNS}`, () => {
  /** Everyone is among the first P, who are drawn at random. Three standard errors: a false alarm has .003. */
  it("finds .664 on average with the same budget, far from what evolution finds", async () => {
    const bests = (await historiesOf(RANDOM_RUNS, ["policy.populationSize=1000"])).map(bestOf)
    expect(Math.abs(mean(bests) - 0.664)).toBeLessThan(tolerance(bests, 3))
  }, 60_000)
})
