/** A run's figures as a person reads them, and what to do next. */
import type { RunSummary } from "../analysis/run-summary.ts"
import { dataText } from "./data-text.ts"
import { count, duration, fitness, rate } from "./format.ts"
import { fitnessNote } from "./measure-names.ts"
import { PROGRAM } from "./program-name.ts"

const HASH_DIGITS = 16

const line = (label: string, text: string): string => `${label.padEnd(12)} ${text}`

/** The figures of `status`. */
export const summaryText = (summary: RunSummary): string => {
  const { best, tested } = summary
  const data = dataText(summary.data)
  const settled = summary.births - summary.infertile
  return [
    line(
      "run",
      `${summary.name} (${summary.run}), seed ${summary.seed ?? "unknown"}, ${summary.schedule ?? "no"} schedule`
    ),
    line("status", statusText(summary)),
    ...(data === undefined ? [] : [line("data", data)]),
    line(
      "cycles",
      `${count(Math.min(settled, summary.evaluations))} of ${count(summary.cycles)} evaluated, ${count(summary.deaths)} dead, ${count(summary.infertile)} infertile`
    ),
    line(
      "trainers",
      `${summary.trainers}; ${count(summary.failures)} evaluations failed or lost, ${count(summary.refusals)} late results refused`
    ),
    line(
      "time",
      `${duration(summary.durationMs)} at work, ${rate(summary.evaluationsPerSecond)} evaluations/s`
    ),
    line(
      "best",
      best === null
        ? summary.infertile === 0
          ? "none yet"
          : `none yet: nobody could be evaluated so far; “${PROGRAM} show ${summary.name} 0” says why`
        : `individual ${best.individual}, fitness ${fitness(best.fitness)}${fitnessNote(summary.fitnessMeasure)}`
    ),
    ...(tested === null ? [] : [line("test", testText(tested))]),
    line("log", `${count(summary.events)} events, head ${summary.head.hash.slice(0, HASH_DIGITS)}…`),
    line("lineage", `${summary.lineageHash.slice(0, HASH_DIGITS)}…`)
  ].join("\n")
}

const statusText = ({ status, name }: RunSummary): string => {
  switch (status) {
    case "crashed":
      return `crashed; nothing acknowledged is lost, go on with “${PROGRAM} resume ${name}”`
    case "stopped":
      return `stopped; go on with “${PROGRAM} resume ${name}”`
    default:
      return status
  }
}

const testText = ({ individual, measures }: NonNullable<RunSummary["tested"]>): string => {
  const { test, testExamples } = measures
  const on = testExamples === undefined ? "" : ` on ${count(testExamples)} held-out examples`
  return `individual ${individual}: accuracy ${test === undefined ? "unknown" : fitness(test)}${on}, measured once, after the search`
}

/** What a person sees at the end of a run: its figures, how the best came about, and where to look next. */
export const endText = (summary: RunSummary, lineage: string): string => {
  const { best, name } = summary
  const ancestry =
    best === null
      ? []
      : [
          "",
          `how individual ${best.individual} came about (fitness, and what each change did to it):`,
          lineage.trimEnd()
        ]
  const next = [
    "",
    "go on with",
    `  ${PROGRAM} verify ${name}        decide every birth and death again`,
    ...(best === null
      ? []
      : [`  ${PROGRAM} show ${name} ${best.individual}`, `  ${PROGRAM} lineage ${name} ${best.individual}`]),
    `  ${PROGRAM} resume ${name} --cycles ${summary.cycles * 2}`
  ]
  return [summaryText(summary), ...ancestry, ...next].join("\n")
}
