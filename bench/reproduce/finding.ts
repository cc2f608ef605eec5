/** What a reproduction finds: one published figure, what was seen here, and whether the two agree. */
import { mean, standardDeviation } from "../../src/analysis/statistics/moments.ts"

export interface Finding {
  readonly what: string
  readonly published: string
  readonly seen: string
  readonly holds: boolean
}

export interface Section {
  readonly title: string
  /** How it was made: runs, seeds, settings; in sentences. */
  readonly how: string
  readonly findings: readonly Finding[]
  /** Tables and notes in Markdown, for what has no published figure to be held against. */
  readonly more?: string
}

/** A mean with its standard error, to four digits. */
export const meanText = (values: readonly number[]): string =>
  `${mean(values).toFixed(4)} ± ${((standardDeviation(values) ?? 0) / Math.sqrt(values.length)).toFixed(4)}`

/** Rows as a Markdown table. */
export const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")
