/** What `run` and `resume` have in common: progress while the run is driven, and the answer at its end. */
import { appendFileSync, writeFileSync } from "node:fs"
import { Effect, Option } from "effect"
import { ancestryOf } from "../analysis/lineage.ts"
import { lineageTree } from "../analysis/lineage-tree.ts"
import { summarise } from "../analysis/run-summary.ts"
import { BadInput } from "../app/bad-input.ts"
import type { Spectators } from "../app/runs.ts"
import { answer, answerJson, say } from "./output.ts"
import { PROGRAM } from "./program-name.ts"
import { type ProgressState, showProgress } from "./progress.ts"
import { endText } from "./summary.ts"

type Log = Parameters<typeof summarise>[0]
type Entry = Parameters<typeof summarise>[1]

export interface Driving {
  readonly log: Log
  readonly entry: Entry
  readonly json: boolean
  /** Is told of the messages between the actors. */
  readonly trace: Tracer | undefined
}

export const driving = <E, R>(
  { log, entry, json, trace }: Driving,
  drive: (spectators: Spectators) => Effect.Effect<ProgressState, E, R>
) =>
  Effect.gen(function* () {
    yield* Effect.scoped(
      Effect.gen(function* () {
        const view = yield* showProgress(entry.name)
        const noteDevice = deviceNote(view.note)
        yield* drive({
          onEvents: (events, state) => {
            noteDevice(events)
            for (const { event } of events)
              if (event.kind === "EvaluationRecorded" || event.kind === "EvaluationFailed")
                view.sawTrainer(event.trainer, undefined)
            view.sawState(state)
          },
          onProgress: (trainer, _assignment, { progress }) => view.sawTrainer(trainer, progress ?? NOT_BEGUN),
          observe: trace,
          onNote: say
        })
      })
    ).pipe(
      Effect.onInterrupt(() =>
        Effect.sync(() =>
          say(`stopped cleanly; nothing is lost. Go on with “${PROGRAM} resume ${entry.name}”`)
        )
      )
    )
    const summary = yield* summarise(log, entry)
    if (json) return answerJson(summary)
    const lineage =
      summary.best === null ? undefined : yield* ancestryOf(log, entry.run, summary.best.individual)
    return answer(endText(summary, lineage === undefined ? "" : lineageTree(lineage.ancestors)))
  })

const NOT_BEGUN = { done: 0, total: 1, figures: {} }

/** What an evaluator calls itself that computes within the process that it runs in. */
const INLINE = "inline"

/** Says once what computes, where that is a device: it decides the last bits of all results. */
const deviceNote = (note: (text: string) => void) => {
  let isSaid = false
  return (events: Parameters<Spectators["onEvents"]>[0]): void => {
    if (isSaid) return
    const started = events.find(({ event }) => event.kind === "EvaluationStarted")?.event
    if (started?.kind !== "EvaluationStarted" || started.device === INLINE) return
    isSaid = true
    note(`the trainers compute on ${started.device}`)
  }
}

type Tracer = NonNullable<Spectators["observe"]>

/**
 * A tracer that writes each observation to a file as a line of JSON; a population in a message is named by its size,
 * not written out. The file is made at once, so that one that cannot be written is refused before anything begins.
 */
export const openTrace = (file: Option.Option<string>): Effect.Effect<Tracer | undefined, BadInput> =>
  Option.isNone(file)
    ? Effect.succeed(undefined)
    : Effect.try({
        try: () => tracer(file.value),
        catch: (error) =>
          new BadInput({
            message: `the trace cannot be written to ${file.value}: ${error instanceof Error ? error.message : error}`
          })
      })

const tracer = (file: string): Tracer => {
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
