/** What `run` and `resume` have in common: progress while the run is driven, and the answer at its end. */
import { appendFileSync, writeFileSync } from "node:fs"
import { Effect } from "effect"
import { ancestry } from "../analysis/lineage.ts"
import { renderLineageTree } from "../analysis/lineage-tree.ts"
import { runSummary } from "../analysis/run-summary.ts"
import type { Spectators } from "../app/runs.ts"
import { answer, answerJson, say } from "./output.ts"
import { type ProgressState, showProgress } from "./progress.ts"
import { summaryText } from "./summary.ts"

type SummaryLog = Parameters<typeof runSummary>[0]
type Entry = Parameters<typeof runSummary>[1]

export interface Driving {
  readonly log: SummaryLog
  readonly entry: Entry
  readonly json: boolean
  /** A file for the messages between the actors. */
  readonly trace: string | undefined
}

export const driving = <E, R>(
  { log, entry, json, trace }: Driving,
  drive: (spectators: Spectators) => Effect.Effect<ProgressState, E, R>
) =>
  Effect.gen(function* () {
    yield* Effect.scoped(
      Effect.gen(function* () {
        const view = yield* showProgress(entry.name)
        yield* drive({
          onEvents: (_events, state) => view.sawState(state),
          onProgress: (trainer, _assignment, { progress }) =>
            view.sawTrainer(trainer, progress === null ? 0 : progress.done / progress.total),
          observe: trace === undefined ? undefined : tracer(trace)
        })
      })
    ).pipe(
      Effect.onInterrupt(() =>
        Effect.sync(() =>
          say(
            `stopped cleanly; nothing is lost. Go on with “cambrian resume ${entry.name}” (in the repository: npm run cambrian -- resume ${entry.name})`
          )
        )
      )
    )
    const summary = yield* runSummary(log, entry)
    if (json) return answerJson(summary)
    const line = summary.best === null ? undefined : yield* ancestry(log, entry.run, summary.best.individual)
    return answer(summaryText(summary, line === undefined ? undefined : renderLineageTree(line)))
  })

/** Writes each observation as a line of JSON; a population in a message is named by its size, not written out. */
const tracer = (file: string): NonNullable<Spectators["observe"]> => {
  writeFileSync(file, "")
  return (observation) => {
    const line = JSON.stringify(observation, (key, value) => {
      if (key === "population") return { size: value.size }
      if (key === "reply" || key === "ref") return undefined
      return value
    })
    appendFileSync(file, `${line}\n`)
  }
}
