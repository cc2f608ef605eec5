/** `cambrian resume`: goes on with a run that was stopped, has crashed, or is finished and shall go further. */
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { withLog } from "../../app/open-log.ts"
import { findRun, prepareResumption, resumeRun } from "../../app/runs.ts"
import { driving, openTrace } from "../driving.ts"
import { runArgument, shared } from "../root.ts"

export const resumeCommand = Command.make(
  "resume",
  {
    run: runArgument,
    cycles: Flag.Int("cycles").pipe(Flag.withDescription("A larger C extends the run"), Flag.optional),
    trainers: Flag.Int("trainers").pipe(
      Flag.withDescription("Evaluations that go on at once"),
      Flag.optional
    ),
    trace: Flag.String("trace").pipe(
      Flag.withDescription("Writes every message between the actors to a file, a JSON object a line"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ run, cycles, trainers, trace }) {
    const { file, json } = yield* shared
    const tracer = yield* openTrace(trace)
    return yield* withLog({ file, mode: "write" }, (log) =>
      Effect.gen(function* () {
        const entry = yield* findRun(log, run)
        const resumption = yield* prepareResumption(log, entry, {
          cycles: Option.getOrUndefined(cycles),
          trainers: Option.getOrUndefined(trainers)
        })
        return yield* driving({ log, entry, json, trace: tracer }, (spectators) =>
          resumeRun(log, entry, resumption, spectators)
        )
      })
    )
  })
).pipe(Command.withDescription("Go on with a run that was stopped, has crashed, or shall go further"))
