/** `cambrian list`: the runs of a log. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { summarise } from "../../analysis/run-summary.ts"
import { withLog } from "../../app/open-log.ts"
import { count, fitness, moment } from "../format.ts"
import { answer, answerJson } from "../output.ts"
import { shared } from "../root.ts"
import { renderTable } from "../table.ts"

export const listCommand = Command.make(
  "list",
  {},
  Effect.fnUntraced(function* () {
    const { file, json } = yield* shared
    const runs = yield* withLog({ file, mode: "read" }, (log) =>
      Effect.flatMap(log.runs, (entries) =>
        Effect.forEach(entries, (entry) =>
          Effect.map(summarise(log, entry), (summary) => ({ ...summary, at: entry.at }))
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
          cell: ({ evaluations, cycles }) => `${count(evaluations)}/${count(cycles)}`
        },
        { title: "best", align: "right", cell: ({ best }) => (best === null ? "–" : fitness(best.fitness)) },
        { title: "events", align: "right", cell: ({ events }) => count(events) }
      ])
    )
  })
).pipe(Command.withDescription("List the runs"))
