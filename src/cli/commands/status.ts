/** `cambrian status`: one run in figures, also while another process drives it. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { summarise } from "../../analysis/run-summary.ts"
import { withLog } from "../../app/open-log.ts"
import { findRun } from "../../app/runs.ts"
import { answer, answerJson } from "../output.ts"
import { runArgument, shared } from "../root.ts"
import { summaryText } from "../summary.ts"

export const statusCommand = Command.make(
  "status",
  { run: runArgument },
  Effect.fnUntraced(function* ({ run }) {
    const { file, json } = yield* shared
    const summary = yield* withLog({ file, mode: "read" }, (log) =>
      Effect.flatMap(findRun(log, run), (entry) => summarise(log, entry))
    )
    return json ? answerJson(summary) : answer(summaryText(summary))
  })
).pipe(Command.withDescription("One run in figures"))
