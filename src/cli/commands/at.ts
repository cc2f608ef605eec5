/** `cambrian at`: the population at a moment of the run. */
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { withLog } from "../../app/open-log.ts"
import { findRun } from "../../app/runs.ts"
import { momentAt } from "../../replay/moment.ts"
import { momentText } from "../moment-text.ts"
import { answer, answerJson } from "../output.ts"
import { runArgument, shared } from "../root.ts"

export const atCommand = Command.make(
  "at",
  {
    run: runArgument,
    seq: Argument.Int("seq").pipe(Argument.withDescription("A sequence number of the log, from 1"))
  },
  Effect.fnUntraced(function* ({ run, seq }) {
    const { file, json } = yield* shared
    const moment = yield* withLog({ file, mode: "read" }, (log) =>
      Effect.flatMap(findRun(log, run), (entry) => momentAt(log, entry.run, seq))
    )
    return json ? answerJson(moment) : answer(momentText(moment))
  })
).pipe(Command.withDescription("The population right after an event"))
