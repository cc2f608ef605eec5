/**
 * The recorded results of NAS-Bench-Macro (Su et al. 2021, arXiv 2103.11922): the test accuracies of three trainings
 * of each of 6,561 networks on CIFAR-10, their parameters and FLOPs. The benchmark has no validation accuracies.
 *
 * The packed file is read at first use and kept; `data/README.md` names its source and layout, and
 * `data/nas-bench-macro/pack.ts` writes it.
 */
import { NETWORK_COUNT, networkNumber } from "../spaces/nas-bench-macro.ts"
import { type PackedFile, readPackedFile } from "./packed-file.ts"

/** What is known of one network. Accuracies are in [0, 1]. */
export interface NetworkRecord {
  /** Test accuracy of each of the three trainings. */
  readonly tests: readonly number[]
  readonly testMean: number
  /** Trainable parameters. */
  readonly parameters: number
  /** Multiply-adds for one image, as the authors counted them. */
  readonly flops: number
}

export const SEED_COUNT = 3
export const TEST_IMAGES = 10_000
export const COST_COLUMNS = 2

export const PACKED_FILE: PackedFile = {
  benchmark: "NAS-Bench-Macro",
  path: "nas-bench-macro/nas-bench-macro.bin.br",
  bytes: NETWORK_COUNT * (COST_COLUMNS * 4 + SEED_COUNT * 2)
}

/** Looks a network up by its key (eight digits); `undefined` for what is no key. */
export type NetworkLookup = (key: string) => NetworkRecord | undefined

/** The whole table. Throws Error, with a sentence, where the packed file is missing or damaged. */
export const nasBenchMacroTable = (): NetworkLookup => {
  packed ??= readPackedFile(PACKED_FILE)
  const view = packed
  const cost = (column: number, network: number): number =>
    view.getUint32((column * NETWORK_COUNT + network) * 4, true)
  const testCount = (seed: number, network: number): number =>
    view.getUint16(COST_COLUMNS * NETWORK_COUNT * 4 + (seed * NETWORK_COUNT + network) * 2, true)

  return (key) => {
    const network = networkNumber(key)
    if (network === undefined) return undefined
    const counts = Array.from({ length: SEED_COUNT }, (_, seed) => testCount(seed, network))
    return {
      tests: counts.map((count) => count / TEST_IMAGES),
      testMean: counts.reduce((sum, count) => sum + count, 0) / (SEED_COUNT * TEST_IMAGES),
      parameters: cost(0, network),
      flops: cost(1, network)
    }
  }
}

/** It never changes, so every run of this process shares it. */
let packed: DataView | undefined
