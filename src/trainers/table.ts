/**
 * The evaluator that looks results up instead of training: the recorded accuracies of NAS-Bench-201. Every cell
 * was trained with two or three seeds, and an evaluation draws one of them, so that the search meets the noise
 * that real training has. The test accuracy is recorded beside it and never steers.
 */
import { Effect } from "effect"
import * as z from "zod"
import { nasBench201Table } from "../datasets/nas-bench-201.ts"
import { randomStream } from "../domain/random-stream.ts"
import type { SpaceConfig } from "../spaces/registry.ts"
import type { TableSpaceConfig } from "../spaces/table/config.ts"
import { EvaluationError, type Evaluator } from "./evaluator.ts"
import { isolation } from "./isolation.ts"
import { afterDelay, simulatedDelay } from "./simulated-delay.ts"
import { RAW_VALUE } from "./user-table.ts"

const DATASETS = ["cifar10", "cifar100", "imagenet16-120"] as const

const columnNames = z
  .array(z.string().min(1, "a column has a name"))
  .refine((names) => new Set(names).size === names.length, "a column is named twice")

/**
 * `dataset` belongs to the benchmarks that ship with the program, `values`, `report` and `goal` to a person's own
 * table (`user-table.ts`): which are needed, the space decides (`tableMisfit`).
 */
export const tableConfig = z.strictObject({
  kind: z.literal("table"),
  dataset: z.enum(DATASETS).optional(),
  /** The columns with results of the same kind, such as one a training seed; an evaluation draws one of them. */
  values: columnNames.min(1, "there is at least one column of values").optional(),
  /** Columns that are recorded beside the fitness and never steer. */
  report: columnNames.optional(),
  /** Whether a larger or a smaller value is the better one; maximise where it is left out. */
  goal: z.enum(["maximise", "minimise"]).optional(),
  delayMs: simulatedDelay.optional(),
  isolation: isolation.optional()
})
export type TableConfig = z.output<typeof tableConfig>

/** Why the fields of a table evaluator do not fit the space that it is used with, in a sentence; `undefined` if they do. */
export const tableMisfit = (evaluator: TableConfig, space: SpaceConfig): string | undefined => {
  if (space.kind === "table") return userTableMisfit(evaluator, space)
  const { dataset, ...fields } = evaluator
  const stranger = (["values", "report", "goal"] as const).find((field) => fields[field] !== undefined)
  if (stranger !== undefined) {
    return `config field evaluator.${stranger}: it is for a table of your own (the space table), and the space is ${space.kind}; leave it out`
  }
  return dataset === undefined
    ? `config field evaluator.dataset is missing: with the space ${space.kind} the evaluator table needs one of ${DATASETS.join(", ")}`
    : undefined
}

const userTableMisfit = (
  { dataset, goal, report = [], values }: TableConfig,
  { genes }: TableSpaceConfig
): string | undefined => {
  if (dataset !== undefined) {
    return `config field evaluator.dataset: it is for the benchmarks that come with Cambrian, and the space is a table of your own; leave it out, and name its columns of results in evaluator.values`
  }
  if (values === undefined) {
    return `config field evaluator.values is missing: with the space table the evaluator needs the names of the columns of which it draws a value`
  }
  const gene = values.find((name) => genes.includes(name))
  if (gene !== undefined) {
    return `config field evaluator.values: “${gene}” is a gene, so it cannot be a result as well`
  }
  return goal === "minimise" && report.includes(RAW_VALUE)
    ? `config field evaluator.report: with the goal minimise, “${RAW_VALUE}” is the name under which the value drawn is recorded; rename the column`
    : undefined
}

/**
 * Measures genomes of the space `nas-bench-201`: `test` and `validationMean` (means over the cell's training
 * seeds, in [0, 1]), `parameters` and `flops`. Throws Error, with a sentence, where the packed table is missing
 * or damaged. It has no `test` of its own: the recorded test accuracy comes with every evaluation.
 */
export const makeTableEvaluator = (config: TableConfig): Evaluator => {
  if (config.dataset === undefined) throw new Error("the evaluator table needs a dataset for this space")
  const lookUp = nasBench201Table(config.dataset)
  return {
    device: "inline",
    evaluate: ({ individual, genome, seed }) => {
      const cell = typeof genome === "string" ? lookUp(genome) : undefined
      if (cell === undefined) {
        return Effect.fail(
          new EvaluationError({ reason: `the genome of individual ${individual} is no cell of the table` })
        )
      }
      const drawn = randomStream(seed, "table", 0).below(cell.validation.length)
      const { test, validationMean, parameters, flops } = cell
      const fitness = cell.validation[drawn] ?? validationMean
      return afterDelay(
        Effect.succeed({ fitness, measures: { test, validationMean, parameters, flops } }),
        config.delayMs,
        seed
      )
    }
  }
}
