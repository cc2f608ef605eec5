/**
 * The same statistics through the durable log, and those of random search from as many runs. Each run of a pair,
 * in memory and in SQLite, must be the same to the last digit.
 */
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { EXPECTED_CURVE } from "../../bench/reproduce/toy-section.ts"
import { mean } from "../../src/analysis/statistics/moments.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { makeSqliteLog } from "../../src/log/sqlite-log.ts"
import { temporaryFolder } from "../cli/cambrian-process.ts"
import { bestOf, deviation, latestMean, seeds, tolerance, toyHistory } from "./toy-runs.ts"

const RUNS = 200

const inMemory = (seed: number, set: readonly string[]): Promise<readonly number[]> =>
  toyHistory({ log: makeMemoryLog(makeMemoryStore()), seed, set })

const inSqlite = (file: string, seed: number): Promise<readonly number[]> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(makeSqliteLog({ file, mode: "create" }), (log) =>
        Effect.promise(() => toyHistory({ log, seed, set: [] }))
      )
    )
  )

describe(`the toy problem over SQLite, seeds 1 to ${RUNS}`, () => {
  /** The error probabilities are those of `toy-statistics.test.ts`, and it is the same numbers that are judged. */
  it("has the statistics of the reference, and is run for run what it is in memory", async () => {
    const file = join(temporaryFolder(), "toy.db")
    const histories: (readonly number[])[] = []
    for (const seed of seeds(RUNS)) {
      const history = await inSqlite(file, seed)
      expect(history, `seed ${seed}`).toEqual(await inMemory(seed, []))
      histories.push(history)
    }
    expect(Math.abs(mean(histories.map(bestOf)) - 0.908)).toBeLessThan(0.006)
    for (const { models, latest, best } of EXPECTED_CURVE) {
      const latestOfRuns = histories.map((history) => latestMean(history, models))
      const bestOfRuns = histories.map((history) => bestOf(history.slice(0, models)))
      expect(Math.abs(mean(latestOfRuns) - latest), `${models}`).toBeLessThan(tolerance(latestOfRuns, 2))
      expect(Math.abs(mean(bestOfRuns) - best), `${models}`).toBeLessThan(tolerance(bestOfRuns, 2))
    }
  }, 480_000)
})

describe(`uniform random search, seeds 1 to ${RUNS}`, () => {
  /** Three standard errors: .003. The deviation, .017 in the reference, within a fifth: 6e-5, and rounding. */
  it("finds .664 on average, with a standard deviation of .017 over runs", async () => {
    const bests: number[] = []
    for (const seed of seeds(RUNS)) bests.push(bestOf(await inMemory(seed, ["policy.populationSize=1000"])))
    expect(Math.abs(mean(bests) - 0.664)).toBeLessThan(tolerance(bests, 3))
    expect(Math.abs(deviation(bests) / 0.017 - 1)).toBeLessThan(0.2)
  }, 480_000)
})
