/**
 * The search space of NAS-Bench-Macro (Su et al. 2021, arXiv 2103.11922): networks of eight layers, each one of three
 * blocks, 3^8 = 6,561 in all. Unlike in a space of cells, every layer is chosen by itself. Every network has been
 * trained three times on CIFAR-10, so a search can be run on recorded accuracies (`trainers/table/nas-bench-macro.ts`).
 *
 * A genome is eight digits, one operation index a layer. Layers 1–2, 3–5 and 6–8 are at one size of images each; an
 * identity commutes with its neighbour between layers 4 and 5 and between 7 and 8, so that 3,969 networks differ, and
 * the keys of one network have the same records.
 */
import * as z from "zod"
import type { RandomStream } from "../domain/random-stream.ts"
import type { Mutation, Space } from "../domain/space.ts"
import { changeDigit, digitCrossover, digitDecisions } from "./digit-genome.ts"
import { firstFilters } from "./trained-size.ts"

export const nasBenchMacroConfig = z.strictObject({
  kind: z.literal("nas-bench-macro"),
  /** Of the stem, for real training; the benchmark's are 32. */
  filters: firstFilters
})
export type NasBenchMacroConfig = z.output<typeof nasBenchMacroConfig>

/** The blocks by index: the identity, and inverted bottlenecks (MobileNetV2) by kernel size and expansion. */
export const OPERATIONS = ["identity", "mb3-k3", "mb6-k5"] as const

const LAYER_COUNT = 8
export const NETWORK_COUNT = OPERATIONS.length ** LAYER_COUNT

const SHAPE = { places: LAYER_COUNT, options: OPERATIONS.length }
const NETWORK_KEY = /^[0-2]{8}$/

/** The number of a network in [0, 6561), its key read in base 3; `undefined` for what is no key. */
export const networkNumber = (key: string): number | undefined =>
  NETWORK_KEY.test(key) ? Number.parseInt(key, OPERATIONS.length) : undefined

/** The key of the network with this number. */
export const networkKey = (network: number): string =>
  network.toString(OPERATIONS.length).padStart(LAYER_COUNT, "0")

/** The space of all networks, with one operator, `operation`. */
export const makeNasBenchMacroSpace = (_config: NasBenchMacroConfig): Space<string> => ({
  kind: "nas-bench-macro",
  genome: z
    .string()
    .regex(
      NETWORK_KEY,
      "must be the key of a NAS-Bench-Macro network: eight digits 0 to 2, such as 22212220"
    ),
  random: (stream) => networkKey(stream.below(NETWORK_COUNT)),
  operators: { operation },
  decisions: digitDecisions(SHAPE),
  crossover: digitCrossover(Array.from({ length: LAYER_COUNT }, (_, layer) => `layer ${layer + 1}`)),
  describe: (key) => Array.from(key, operationName).join(" ")
})

const operationName = (digit: string | number): string => OPERATIONS[Number(digit)] ?? "?"

/** Puts a different operation on one layer (numbered from 1); every layer and every other operation is equally likely. */
const operation = (key: string, stream: RandomStream): Mutation<string> => {
  const { genome, place, from, to } = changeDigit(key, SHAPE, stream)
  return { genome, change: { from: operationName(from), layer: place + 1, to: operationName(to) } }
}
