/** `cambrian list`: the runs of a log; a damaged one does not hide the others. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { type RunSummary, summarise } from "../../analysis/run-summary.ts"
import { withLog } from "../../app/open-log.ts"
import { count, fitness, moment } from "../format.ts"
import { answer, answerJson } from "../output.ts"
import { shared } from "../root.ts"
import { renderTable } from "../table.ts"

type Entry = Parameters<typeof summarise>[1]

/** A run whose log cannot be folded: what is known of it, and what is wrong. */
interface Damaged extends Entry {
  readonly status: "damaged"
  readonly message: string
}

type Listed = (RunSummary & { readonly at: number }) | Damaged

const columnOf = (text: (summary: RunSummary) => string) => (listed: Listed) =>
  listed.status === "damaged" ? "?" : text(listed)

export const listCommand = Command.make(
  "list",
  {},
  Effect.fnUntraced(function* () {
    const { file, json } = yield* shared
    const runs = yield* withLog({ file, mode: "read" }, (log) =>
      Effect.flatMap(log.runs, (entries) =>
        Effect.forEach(entries, (entry) =>
          summarise(log, entry).pipe(
            Effect.map((summary): Listed => ({ ...summary, at: entry.at })),
            Effect.catchTag("LogCorrupt", ({ message }) =>
              Effect.succeed<Listed>({ ...entry, status: "damaged", message })
            )
          )
        )
      )
    )
    if (json) return answerJson({ runs })
    if (runs.length === 0)
      return answer("there are no runs in this log yet; start one with “cambrian run toy”")
    return answer(
      renderTable(runs, [
        { title: "run", cell: ({ run }) => run },
        { title: "name", cell: ({ name }) => name },
        { title: "started", cell: ({ at }) => moment(at) },
        { title: "status", cell: ({ status }) => status },
        {
          title: "evaluated",
          align: "right",
          cell: columnOf(({ evaluations, cycles }) => `${count(evaluations)}/${count(cycles)}`)
        },
        {
          title: "best",
          align: "right",
          cell: columnOf(({ best }) => (best === null ? "–" : fitness(best.fitness)))
        },
        { title: "events", align: "right", cell: columnOf(({ events }) => count(events)) }
      ])
    )
  })
).pipe(Command.withDescription("List the runs"))
