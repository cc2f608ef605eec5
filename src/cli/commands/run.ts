/** `cambrian run`: starts a run from a preset or a config file and drives it to its end. */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { decideBackend } from "../../app/backends/choose-backend.ts"
import { BadInput } from "../../app/bad-input.ts"
import { resolveConfig } from "../../app/config.ts"
import { withLog } from "../../app/open-log.ts"
import { registerRun, startRun } from "../../app/runs.ts"
import { unfinishedRunOf } from "../../app/unfinished.ts"
import { driving, openTrace } from "../driving.ts"
import { say } from "../output.ts"
import { PROGRAM } from "../program-name.ts"
import { shared } from "../root.ts"

/** What `npm start` runs. */
const DEFAULT_PRESET = "mnist"

const flags = {
  source: Argument.String("preset").pipe(
    Argument.withDescription(
      "A preset (“cambrian presets”) or the path of a config.json; mnist where left out"
    ),
    Argument.withDefault(DEFAULT_PRESET)
  ),
  seed: Flag.Int("seed").pipe(Flag.withDescription("The seed of all chance, at least 1"), Flag.optional),
  trainers: Flag.Int("trainers").pipe(Flag.withDescription("Evaluations that go on at once"), Flag.optional),
  cycles: Flag.Int("cycles").pipe(Flag.withDescription("C: models evaluated in all"), Flag.optional),
  schedule: Flag.Literals("schedule", ["arrival", "deterministic"]).pipe(
    Flag.withDescription("Whether results count as they arrive, or in birth order within a window"),
    Flag.optional
  ),
  set: Flag.String("set").pipe(
    Flag.withDescription("Changes any field of the config: path=value; may be given several times"),
    Flag.atLeast(0)
  ),
  name: Flag.String("name").pipe(Flag.withDescription("A name for the run"), Flag.optional),
  trace: Flag.String("trace").pipe(
    Flag.withDescription("Writes every message between the actors to a file, a JSON object a line"),
    Flag.optional
  )
}

const given = (options: Readonly<Record<string, Option.Option<unknown>>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(options).flatMap(([key, value]) => (Option.isSome(value) ? [[key, value.value]] : []))
  )

export const runCommand = Command.make(
  "run",
  flags,
  Effect.fnUntraced(function* ({ source, seed, trainers, cycles, schedule, set, name, trace }) {
    const { file, json } = yield* shared
    const overrides = given({ seed, trainers, cycles, schedule, name })
    const wanted = yield* resolveConfig({ source, set, overrides })
    const tracer = yield* openTrace(trace)
    return yield* withLog({ file, mode: "create" }, (log) =>
      Effect.gen(function* () {
        if (Option.isNone(name)) {
          const unfinished = yield* unfinishedRunOf(log, wanted)
          if (unfinished !== undefined) {
            const isDriven = yield* log.isBeingWritten(unfinished.run)
            return yield* new BadInput({ message: alreadyThere(unfinished.name, isDriven) })
          }
        }
        const decided = yield* decideBackend(wanted, say)
        if (decided.finding !== undefined) say(decided.finding)
        // Registered as it was asked for, so that its id does not depend on the machine.
        const { entry } = yield* registerRun(log, wanted, { nameIsChosen: Option.isSome(name) })
        const config = { ...decided.config, name: entry.name }
        return yield* driving({ log, entry, json, trace: tracer }, (spectators) =>
          startRun(log, entry.run, config, spectators)
        )
      })
    )
  })
).pipe(Command.withDescription("Start a run"))

const alreadyThere = (name: string, isDriven: boolean): string => {
  const [state, advice] = isDriven
    ? ["is being driven by another process now", `Watch it by “${PROGRAM} watch ${name}”`]
    : ["is not finished; nothing of it is lost", `Go on with it by “${PROGRAM} resume ${name}”`]
  return `this very run was started before and ${state}. ${advice}, or start another with --name or another --seed`
}
