/**
 * The command line: parses, runs one command, and turns what became of it into an exit code: 0 done, 1 the answer
 * is no, 2 wrong use or bad input, 130 interrupted.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Exit, Layer, Logger, References } from "effect"
import { CliOutput, Command } from "effect/cli"
import { ENGINE_VERSION } from "../app/version.ts"
import { atCommand } from "./commands/at.ts"
import { compareCommand } from "./commands/compare.ts"
import { countCommand } from "./commands/count.ts"
import { doctorCommand } from "./commands/doctor.ts"
import { gcCommand } from "./commands/gc.ts"
import { lineageCommand } from "./commands/lineage.ts"
import { listCommand } from "./commands/list.ts"
import { presetsCommand } from "./commands/presets.ts"
import { reevaluateCommand } from "./commands/reevaluate.ts"
import { replayCommand } from "./commands/replay.ts"
import { resumeCommand } from "./commands/resume.ts"
import { retrainCommand } from "./commands/retrain.ts"
import { runCommand } from "./commands/run.ts"
import { setupCommand } from "./commands/setup.ts"
import { showCommand } from "./commands/show.ts"
import { statusCommand } from "./commands/status.ts"
import { trainerCommand } from "./commands/trainer.ts"
import { verifyCommand } from "./commands/verify.ts"
import { watchCommand } from "./commands/watch.ts"
import { exitCodeOf, sentenceOf } from "./failure.ts"
import { say } from "./output.ts"
import { root } from "./root.ts"

const cambrian = root.pipe(
  Command.withSubcommands([
    runCommand,
    resumeCommand,
    listCommand,
    statusCommand,
    watchCommand,
    replayCommand,
    verifyCommand,
    atCommand,
    showCommand,
    lineageCommand,
    reevaluateCommand,
    compareCommand,
    presetsCommand,
    countCommand,
    retrainCommand,
    gcCommand,
    doctorCommand,
    setupCommand,
    trainerCommand
  ])
)

/** Help goes to stdout as usual; wrong use is one sentence on stderr. */
const presenter: CliOutput.Presenter = {
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.sync(() => {
          const command = event.commandPath.join(" ")
          const problems = event.errors.map(({ message }) => message.trim().replace(/\s+/g, " "))
          say(`${problems.join("; ")} (“${command} --help” shows how)`)
        })
      : CliOutput.defaultPresenter.present(event)
}

const main = Command.run(cambrian, { version: ENGINE_VERSION, renderErrors: true }).pipe(
  Effect.provide(Layer.merge(NodeServices.layer, CliOutput.layerPresenter(presenter))),
  // Everything that a person should know is said in sentences; Effect's own log is for --log-level.
  Effect.provideService(References.MinimumLogLevel, "None"),
  Effect.provideService(Logger.LogToStderr, true),
  Effect.onError((cause) =>
    Effect.sync(() => {
      const sentence = sentenceOf(cause)
      if (sentence !== undefined) say(sentence)
    })
  )
)

NodeRuntime.runMain(main, {
  disableErrorReporting: true,
  teardown: (exit, onExit) => {
    const code = Exit.isSuccess(exit) ? process.exitCode : exitCodeOf(exit.cause)
    onExit(typeof code === "number" ? code : 0)
  }
})
