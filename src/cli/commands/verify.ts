/** `cambrian verify`: checks the hash chain and decides everything again; exit code 1 where something differs. */
import { Clock, Effect } from "effect"
import { Command } from "effect/cli"
import { withLog } from "../../app/open-log.ts"
import { rulesOf } from "../../app/rules.ts"
import { findRun } from "../../app/runs.ts"
import { verifyRun } from "../../replay/verify.ts"
import { count } from "../format.ts"
import { answer, answerJson } from "../output.ts"
import { runArgument, shared } from "../root.ts"
import { showSteps } from "../steps.ts"

export const verifyCommand = Command.make(
  "verify",
  { run: runArgument },
  Effect.fnUntraced(function* ({ run }) {
    const { file, json } = yield* shared
    const startMs = yield* Clock.currentTimeMillis
    const verification = yield* withLog({ file, mode: "read" }, (log) =>
      Effect.scoped(
        Effect.gen(function* () {
          const entry = yield* findRun(log, run)
          const onProgress = yield* showSteps(`verifying ${entry.name}`, "events")
          return yield* verifyRun({ log, run: entry.run, rulesOf, onProgress })
        })
      )
    )
    const { decisions, events, message, ok } = verification
    if (!ok) process.exitCode = 1
    if (json) return answerJson(verification)
    const seconds = (((yield* Clock.currentTimeMillis) - startMs) / 1000).toFixed(1)
    return answer(
      `${message}\n${count(events)} events read, ${count(decisions.births)} births and ${count(decisions.deaths)} deaths decided again, in ${seconds} s`
    )
  })
).pipe(Command.withDescription("Check the hash chain and decide every birth and death again"))
