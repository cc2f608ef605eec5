/** A worker thread's share of many toy runs: gives what is asked of each run of its seeds. */
import { parentPort, workerData } from "node:worker_threads"
import { type ToySetting, toyRun } from "./toy.ts"

export interface ToyShare {
  readonly setting: ToySetting
  readonly seeds: readonly number[]
  /** Whether whole histories are wanted, or only how good the best model truly is. */
  readonly histories: boolean
}

const { histories, seeds, setting } = workerData as ToyShare
parentPort?.postMessage(
  seeds.map((seed) => {
    const { history, trueAccuracy } = toyRun(setting, seed)
    return histories ? { trueAccuracy, history } : { trueAccuracy, history: [] }
  })
)
