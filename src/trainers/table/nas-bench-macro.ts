/**
 * NAS-Bench-Macro for the table evaluator. The benchmark recorded test accuracies alone, three a network: one of them
 * steers the search, and `test` is their mean. Measured beside it: `parameters` and `flops`.
 */
import { nasBenchMacroTable } from "../../datasets/nas-bench-macro.ts"
import type { RecordedResults } from "./recorded-results.ts"

/** Throws Error, with a sentence, where the packed table is missing or damaged. */
export const nasBenchMacroResults = (): RecordedResults => {
  const lookUp = nasBenchMacroTable()
  return (genome) => {
    const network = typeof genome === "string" ? lookUp(genome) : undefined
    if (network === undefined) return undefined
    const { tests, testMean, parameters, flops } = network
    return { accuracies: tests, measures: { test: testMean, parameters, flops } }
  }
}
