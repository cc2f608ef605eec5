/** The configuration of the evaluator that looks recorded results up, and which results there are. */
import * as z from "zod"
import { isolation } from "../isolation.ts"
import { simulatedDelay } from "../simulated-delay.ts"

export const tableConfig = z.strictObject({
  kind: z.literal("table"),
  dataset: z.enum(["cifar10", "cifar100", "imagenet16-120"]),
  /**
   * The standard deviation of noise that is added to the recorded accuracy, for benchmarks that recorded means alone
   * (NAS-Bench-101); the accuracy stays in [0, 1]. It comes from the individual's seed.
   */
  noise: z.number().min(0).default(0),
  delayMs: simulatedDelay.optional(),
  isolation: isolation.optional()
})
export type TableConfig = z.output<typeof tableConfig>

/** The data sets on which each benchmark was recorded, by its kind of space. */
export const RECORDED_DATASETS = {
  "nas-bench-101": ["cifar10"],
  "nas-bench-201": ["cifar10", "cifar100", "imagenet16-120"],
  "nas-bench-macro": ["cifar10"]
} as const satisfies Readonly<Record<string, readonly TableConfig["dataset"][]>>

/** Why a benchmark has no results on the configured data set, in a sentence; `undefined` if it has. */
export const missingDataset = (
  { dataset }: Pick<TableConfig, "dataset">,
  benchmark: keyof typeof RECORDED_DATASETS
): string | undefined => {
  const recorded: readonly string[] = RECORDED_DATASETS[benchmark]
  return recorded.includes(dataset)
    ? undefined
    : `config field evaluator.dataset: ${benchmark} has no recorded results on ${dataset}; set it to ${recorded.join(" or ")}`
}
