/**
 * NAS-Bench-101 for the table evaluator. Only the mean test accuracy of a cell's three trainings is there to be packed,
 * so it is what steers the search, and the noise of single trainings has to come from the config's `noise`. Measured
 * beside it: `test` (the recorded accuracy without noise), `parameters` and `flops`.
 */
import { nasBench101Table } from "../../datasets/nas-bench-101.ts"
import type { NasBench101Config } from "../../spaces/nas-bench-101/config.ts"
import { GENOME_PATTERN, packGenome } from "../../spaces/nas-bench-101/genome.ts"
import { prunedIfValid } from "../../spaces/nas-bench-101/validity.ts"
import type { RecordedResult, RecordedResults } from "./recorded-results.ts"

/** An invalid cell that the space keeps: error 1, as in the experiments of Ying et al. 2019. */
const INVALID: RecordedResult = { accuracies: [], measures: { test: 0 } }

/** Throws Error, with a sentence, where the packed table is missing or damaged. */
export const nasBench101Results = ({ edgeLimit, invalid }: NasBench101Config): RecordedResults => {
  const lookUp = nasBench101Table()
  return (genome) => {
    if (typeof genome !== "string" || !GENOME_PATTERN.test(genome)) return undefined
    const pruned = prunedIfValid(packGenome(genome), edgeLimit)
    if (pruned === undefined) return invalid === "keep" ? INVALID : undefined
    const cell = lookUp(pruned)
    if (cell === undefined) return undefined
    const { test, parameters, flops } = cell
    return { accuracies: [test], measures: { test, parameters, flops } }
  }
}
