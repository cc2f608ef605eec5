/** Many runs of the toy, shared among as many threads as there are cores; the order of the seeds is kept. */
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import type { ToyOutcome, ToySetting } from "./toy.ts"
import type { ToyShare } from "./toy-worker.ts"

export interface ManyToys {
  readonly setting: ToySetting
  /** The seeds 1 to this number. */
  readonly seeds: number
  readonly histories?: boolean
}

export const manyToys = async ({
  histories = false,
  seeds,
  setting
}: ManyToys): Promise<readonly ToyOutcome[]> => {
  const threads = Math.min(seeds, availableParallelism())
  const shares = Array.from({ length: threads }, (_, thread) =>
    Array.from({ length: seeds }, (_unused, i) => i + 1).filter((seed) => seed % threads === thread)
  )
  const outcomes = await Promise.all(
    shares.map(async (own) => {
      const done = await inThread({ setting, seeds: own, histories })
      return own.map((seed, i) => [seed, done[i]] as const)
    })
  )
  return outcomes
    .flat()
    .sort(([a], [b]) => a - b)
    .flatMap(([, outcome]) => (outcome === undefined ? [] : [outcome]))
}

const inThread = (share: ToyShare): Promise<readonly ToyOutcome[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./toy-worker.ts", import.meta.url), { workerData: share })
    worker.once("message", resolve)
    worker.once("error", reject)
  })
