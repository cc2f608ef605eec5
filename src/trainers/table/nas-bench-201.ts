/**
 * NAS-Bench-201 for the table evaluator: the validation accuracies of a cell's two or three training seeds. Measured
 * beside them: `test` and `validationMean` (means over the seeds), `parameters` and `flops`.
 */
import { nasBench201Table } from "../../datasets/nas-bench-201.ts"
import type { TableConfig } from "./config.ts"
import type { RecordedResults } from "./recorded-results.ts"

/** Throws Error, with a sentence, where the packed table is missing or damaged. */
export const nasBench201Results = (dataset: TableConfig["dataset"]): RecordedResults => {
  const lookUp = nasBench201Table(dataset)
  return (genome) => {
    const cell = typeof genome === "string" ? lookUp(genome) : undefined
    if (cell === undefined) return undefined
    const { test, validationMean, parameters, flops } = cell
    return { accuracies: cell.validation, measures: { test, validationMean, parameters, flops } }
  }
}
