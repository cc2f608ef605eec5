/**
 * Durable toy evaluations a second through the whole engine: birth, evaluation and death of each are on disk, with
 * synchronous = FULL, before anything is acknowledged. Targets: 10,000 with 64 in flight, 1,000 with one where the
 * disk's fsync allows.
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs"
import { Effect } from "effect"
import { median, report, round, runToy, withScratchLog } from "./measure.ts"

const ROUNDS = 5

const measure = async (trainers: number, cycles: number): Promise<readonly number[]> => {
  const rates: number[] = []
  for (let index = 0; index < ROUNDS; index++) {
    rates.push(
      await withScratchLog((log) =>
        Effect.map(runToy(log, { cycles, trainers, populationSize: 100 }), ({ seconds }) => cycles / seconds)
      )
    )
  }
  return rates
}

/** What one fsync costs here, in milliseconds: with one evaluation in flight each waits for one. */
const fsyncMs = (): Promise<number> =>
  withScratchLog((_log, file) =>
    Effect.sync(() => {
      const descriptor = openSync(`${file}.fsync`, "w")
      const times = Array.from({ length: 200 }, () => {
        const startMs = performance.now()
        writeSync(descriptor, Buffer.alloc(4096))
        fsyncSync(descriptor)
        return performance.now() - startMs
      })
      closeSync(descriptor)
      return median(times)
    })
  )

const many = await measure(64, 50_000)
report({
  bench: "durable toy evaluations, 64 in flight",
  value: Math.round(median(many)),
  unit: "evaluations/s",
  target: "at least 10,000; aim 28,000",
  met: median(many) >= 10_000,
  details: { rounds: many.map(Math.round) }
})

const diskMs = await fsyncMs()
const one = await measure(1, 3000)
report({
  bench: "durable toy evaluations, one in flight",
  value: Math.round(median(one)),
  unit: "evaluations/s",
  target: `at least 1,000 where an fsync takes under 0.7 ms (here ${round(diskMs, 2)} ms)`,
  met: median(one) >= 1000 || diskMs >= 0.7,
  details: { rounds: one.map(Math.round), fsyncMs: round(diskMs, 3) }
})
