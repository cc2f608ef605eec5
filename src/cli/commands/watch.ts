/** `cambrian watch`: a live view of a run that another process drives, read from its log. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { summarise } from "../../analysis/run-summary.ts"
import { followRun } from "../../app/follow.ts"
import { withLog } from "../../app/open-log.ts"
import { findRun } from "../../app/runs.ts"
import { answer, answerJson } from "../output.ts"
import { showProgress } from "../progress.ts"
import { runArgument, shared } from "../root.ts"
import { summaryText } from "../summary.ts"

export const watchCommand = Command.make(
  "watch",
  { run: runArgument },
  Effect.fnUntraced(function* ({ run }) {
    const { file, json } = yield* shared
    const summary = yield* withLog({ file, mode: "read" }, (log) =>
      Effect.gen(function* () {
        const entry = yield* findRun(log, run)
        yield* Effect.scoped(
          Effect.flatMap(showProgress(entry.name), ({ sawState }) => followRun(log, entry.run, sawState))
        )
        return yield* summarise(log, entry)
      })
    )
    return json ? answerJson(summary) : answer(summaryText(summary))
  })
).pipe(Command.withDescription("A live view of a run that another process drives"))
