/**
 * Under the deterministic schedule the lineage depends on config and seed alone: how many trainers there are, how
 * fast each of them is, and in which order results come in must make no difference.
 */
import { Effect } from "effect"
import { expect, it } from "vitest"
import { resolveConfig } from "../../src/app/config.ts"
import { registerRun, startRun } from "../../src/app/runs.ts"
import { lineageHash } from "../../src/domain/lineage-digest.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"

interface Setup {
  readonly seed: number
  readonly trainers: number
  readonly schedule: string
  readonly sigma: number
}

const lineageOf = ({ seed, trainers, schedule, sigma }: Setup): Promise<string> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const delay = sigma === 0 ? [] : [`evaluator.delayMs={"median":0.5,"sigma":${sigma}}`]
      const set = ["policy.populationSize=20", "policy.sampleSize=5", "window=9", ...delay]
      const overrides = { seed, trainers, schedule, cycles: 300 }
      const wanted = yield* resolveConfig({ source: "toy", set, overrides })
      const log = makeMemoryLog(makeMemoryStore())
      const { entry, config } = yield* registerRun(log, wanted, { nameIsChosen: false })
      const state = yield* startRun(log, entry.run, config, { onEvents: () => undefined })
      return lineageHash(state.lineage)
    })
  )

it.each([1, 2, 3])(
  "one lineage for 1, 2 and 7 trainers, at once or with log-normal delays, seed %i",
  async (seed) => {
    const undisturbed = await lineageOf({ seed, trainers: 1, schedule: "deterministic", sigma: 0 })
    for (const trainers of [1, 2, 7])
      for (const sigma of [0, 1.5])
        expect(await lineageOf({ seed, trainers, schedule: "deterministic", sigma })).toBe(undisturbed)
  }
)

/** Shows that the test above could fail: there the order of arrival is what counts. */
it("another lineage for 7 trainers than for one under the arrival schedule, seed 1", async () => {
  const one = await lineageOf({ seed: 1, trainers: 1, schedule: "arrival", sigma: 1.5 })
  expect(await lineageOf({ seed: 1, trainers: 7, schedule: "arrival", sigma: 1.5 })).not.toBe(one)
})

it("another lineage for another seed", async () => {
  const setup = { trainers: 2, schedule: "deterministic", sigma: 0 }
  expect(await lineageOf({ ...setup, seed: 1 })).not.toBe(await lineageOf({ ...setup, seed: 2 }))
})
