/** What all benches share: a scratch log, medians, and one JSON line a result, kept in bench/results.jsonl. */
import { execFileSync } from "node:child_process"
import { appendFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { checkConfig } from "../src/app/config.ts"
import { registerRun, startRun } from "../src/app/runs.ts"
import type { RunConfig } from "../src/domain/run-config.ts"
import type { RunState } from "../src/domain/run-state.ts"
import type { EventLogShape, RunEntry } from "../src/log/event-log.ts"
import { makeSqliteLog } from "../src/log/sqlite-log.ts"

const RESULTS = new URL("./results.jsonl", import.meta.url)

export interface Result {
  readonly bench: string
  readonly value: number
  readonly unit: string
  /** The bound that the value must keep, in words, and whether it does. */
  readonly target: string
  readonly met: boolean
  readonly details: Readonly<Record<string, unknown>>
}

const commit = (): string => {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim()
  } catch {
    return "none"
  }
}

/** Prints a result for people and keeps it as a JSON line. */
export const report = (result: Result): void => {
  console.log(
    `${result.met ? "ok  " : "MISS"} ${result.bench}: ${result.value} ${result.unit} (${result.target})`
  )
  const line = { ...result, commit: commit(), node: process.version, at: new Date().toISOString() }
  appendFileSync(RESULTS, `${JSON.stringify(line)}\n`)
  if (!result.met) process.exitCode = 1
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export const round = (value: number, digits: number): number => Number(value.toFixed(digits))

/** Runs a bench over a SQLite log in a folder that is removed afterwards. */
export const withScratchLog = <A, E>(
  use: (log: EventLogShape, file: string) => Effect.Effect<A, E>
): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-bench-"))
  const file = join(folder, "bench.db")
  const program = Effect.scoped(
    Effect.flatMap(makeSqliteLog({ file, mode: "create" }), (log) => use(log, file))
  )
  return Effect.runPromise(program).finally(() => rmSync(folder, { recursive: true, force: true }))
}

export interface ToyRun {
  readonly entry: RunEntry
  readonly state: RunState
  readonly seconds: number
}

/** A toy run with some fields changed, through the whole engine. */
export const runToy = (
  log: EventLogShape,
  changes: { readonly cycles: number; readonly trainers: number; readonly populationSize: number },
  onState: (state: RunState) => void = () => {}
) =>
  Effect.gen(function* () {
    const wanted: RunConfig = yield* checkConfig({
      name: "bench",
      seed: 1,
      cycles: changes.cycles,
      trainers: changes.trainers,
      space: { kind: "bits", length: 100 },
      policy: {
        kind: "aging",
        populationSize: changes.populationSize,
        sampleSize: 10,
        replacement: true,
        identityProbability: 0
      },
      evaluator: { kind: "synthetic", noise: 0.01 }
    })
    const { entry, config } = yield* registerRun(log, wanted, { nameIsChosen: false })
    const startMs = performance.now()
    const state = yield* startRun(log, entry.run, config, { onEvents: (_events, latest) => onState(latest) })
    return { entry, state, seconds: (performance.now() - startMs) / 1000 } satisfies ToyRun
  })
