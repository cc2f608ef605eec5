/** A shipped experiment, run through the program as a user would, and its tables. */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Comparison } from "../../src/analysis/compare/comparison.ts"
import type { Spread } from "../../src/analysis/compare/spread.ts"
import { type Finding, markdownTable, type Section } from "./finding.ts"

const PROGRAM = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url))

export interface ExpectedOrder {
  /** This arm ends significantly higher than that one, in every scenario. */
  readonly better: string
  readonly worse: string
}

export interface ExperimentOptions {
  readonly experiment: string
  readonly title: string
  readonly db: string
  readonly seeds: number
  readonly orders: readonly ExpectedOrder[]
}

/** Corrected for all pairs. */
const SIGNIFICANT = 0.01

const compare = ({ db, experiment, seeds }: ExperimentOptions): Comparison =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [PROGRAM, "compare", "--experiment", experiment, "--seeds", String(seeds), "--json", "--db", db],
      { encoding: "utf8", maxBuffer: 2 ** 30, stdio: ["ignore", "pipe", "inherit"] }
    )
  ) as Comparison

const spreadText = (spread: Spread | null): string =>
  spread === null ? "—" : `${(100 * spread.mean).toFixed(3)} ± ${(100 * (spread.sd ?? 0)).toFixed(3)}`

export const experimentSection = (options: ExperimentOptions): Section => {
  const { evaluations, runs, scenarios } = compare(options)
  const findings = scenarios.flatMap(({ arms, label, tests }) =>
    options.orders.map(({ better, worse }): Finding => {
      const test = tests.find(
        ({ a, b, on }) => on === "validation" && [a, b].sort().join() === [better, worse].sort().join()
      )
      const finalOf = (arm: string) => arms.find((candidate) => candidate.label === arm)?.final.validation
      const [high, low] = [finalOf(better)?.mean ?? Number.NaN, finalOf(worse)?.mean ?? Number.NaN]
      return {
        what: `${label}: ${better} ends above ${worse}`,
        published: `Holm-corrected p < ${SIGNIFICANT}`,
        seen: `${(100 * high).toFixed(3)} and ${(100 * low).toFixed(3)}, p = ${test?.pHolm.toPrecision(2) ?? "unknown"}`,
        holds: high > low && (test?.pHolm ?? 1) < SIGNIFICANT
      }
    })
  )
  const rows = scenarios.flatMap(({ arms, label }) =>
    arms.map((arm) => [
      label,
      arm.label,
      String(arm.runs.length),
      spreadText(arm.final.validation),
      spreadText(arm.final.test),
      arm.modelsToTarget === null ? "—" : String(arm.modelsToTarget)
    ])
  )
  return {
    title: options.title,
    how: `\`cambrian compare --experiment ${options.experiment} --seeds ${options.seeds}\`: ${runs} runs, ${evaluations} models, accuracies in percent, mean ± standard deviation of the runs. “Models to” is how many models an arm takes on average to the mean at which the weakest arm ends.`,
    findings,
    more: markdownTable(["scenario", "arm", "runs", "best validation", "its test", "models to"], rows)
  }
}
