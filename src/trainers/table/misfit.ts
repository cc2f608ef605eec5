/** Why the fields of a table evaluator do not fit the space that it is used with, in a sentence. */
import type { SpaceConfig } from "../../spaces/registry.ts"
import type { TableSpaceConfig } from "../../spaces/table/config.ts"
import { RECORDED_DATASETS, type TableConfig } from "./config.ts"
import { RAW_VALUE } from "./user-table.ts"

/** `undefined` if they fit. */
export const tableMisfit = (evaluator: TableConfig, space: SpaceConfig): string | undefined => {
  if (space.kind === "table") return userTableMisfit(evaluator, space)
  const { dataset, ...fields } = evaluator
  const stranger = (["values", "report", "goal"] as const).find((field) => fields[field] !== undefined)
  if (stranger !== undefined) {
    return `config field evaluator.${stranger}: it is for a table of your own (the space table), and the space is ${space.kind}; leave it out`
  }
  return missingDataset(dataset, space.kind)
}

const missingDataset = (dataset: string | undefined, benchmark: string): string | undefined => {
  const known: Readonly<Record<string, readonly string[]>> = RECORDED_DATASETS
  const recorded = known[benchmark] ?? []
  if (dataset === undefined) {
    return `config field evaluator.dataset is missing: with the space ${benchmark} the evaluator table needs ${recorded.length === 1 ? recorded[0] : `one of ${recorded.join(", ")}`}`
  }
  return recorded.includes(dataset)
    ? undefined
    : `config field evaluator.dataset: ${benchmark} has no recorded results on ${dataset}; set it to ${recorded.join(" or ")}`
}

const userTableMisfit = (
  { dataset, goal, report = [], values }: TableConfig,
  { genes }: TableSpaceConfig
): string | undefined => {
  if (dataset !== undefined) {
    return "config field evaluator.dataset: it is for the benchmarks that come with Cambrian, and the space is a table of your own; leave it out, and name its columns of results in evaluator.values"
  }
  if (values === undefined) {
    return "config field evaluator.values is missing: with the space table the evaluator needs the names of the columns of which it draws a value"
  }
  const gene = values.find((name) => genes.includes(name))
  if (gene !== undefined) {
    return `config field evaluator.values: “${gene}” is a gene, so it cannot be a result as well`
  }
  return goal === "minimise" && report.includes(RAW_VALUE)
    ? `config field evaluator.report: with the goal minimise, “${RAW_VALUE}” is the name under which the value drawn is recorded; rename the column`
    : undefined
}
