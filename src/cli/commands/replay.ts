/** `cambrian replay`: folds the log from its first event, without snapshots, and shows the population it leads to. */
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { withLog } from "../../app/open-log.ts"
import { findRun } from "../../app/runs.ts"
import { replayTo } from "../../replay/moment.ts"
import { momentText } from "../moment-text.ts"
import { answer, answerJson } from "../output.ts"
import { runArgument, shared } from "../root.ts"

export const replayCommand = Command.make(
  "replay",
  {
    run: runArgument,
    at: Flag.Int("at").pipe(
      Flag.withDescription("Stop after this event; the last where left out"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ run, at }) {
    const { file, json } = yield* shared
    const moment = yield* withLog({ file, mode: "read" }, (log) =>
      Effect.flatMap(findRun(log, run), (entry) => replayTo(log, entry.run, Option.getOrUndefined(at)))
    )
    return json ? answerJson(moment) : answer(momentText(moment))
  })
).pipe(Command.withDescription("Fold the log; print the population and the state's hash"))
