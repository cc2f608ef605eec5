/**
 * The configuration of the evaluator that looks recorded results up, and which results there are. `dataset` belongs to
 * the benchmarks that ship with the program, `values`, `report` and `goal` to a person's own table: which are needed
 * the space decides (`misfit.ts`).
 */
import * as z from "zod"
import { columnNames } from "../../spaces/table/config.ts"
import { isolation } from "../isolation.ts"
import { simulatedDelay } from "../simulated-delay.ts"

export const tableConfig = z.strictObject({
  kind: z.literal("table"),
  dataset: z.enum(["cifar10", "cifar100", "imagenet16-120"]).optional(),
  /** The columns with results of the same kind, such as one a training seed; an evaluation draws one of them. */
  values: columnNames("values").min(1, "there is at least one column of values").optional(),
  /** Columns that are recorded beside the fitness and never steer. */
  report: columnNames("report").optional(),
  /** Whether a larger or a smaller value is the better one; maximise where it is left out. */
  goal: z.enum(["maximise", "minimise"]).optional(),
  /**
   * The standard deviation of noise that is added to the recorded accuracy, for benchmarks that recorded means alone
   * (NAS-Bench-101), where it stays in [0, 1], or to the values of a table of one's own. It comes from the
   * individual's seed.
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
} as const satisfies Readonly<Record<string, readonly NonNullable<TableConfig["dataset"]>[]>>
