/**
 * Any external program as an evaluator: one process for each evaluation, told of its task as JSON, on whatever device
 * the trainer has. What it does wrong is a failed evaluation; only a program that cannot be started, or that is no
 * longer the one that the run was begun with, makes its trainer unfit.
 */
import { statSync } from "node:fs"
import { basename } from "node:path"
import { Effect } from "effect"
import type { SpaceConfig } from "../../spaces/registry.ts"
import {
  EvaluationError,
  type EvaluationProgress,
  type EvaluationTask,
  type Evaluator
} from "../evaluator.ts"
import { EvaluatorUnavailable } from "../evaluator-unavailable.ts"
import { finiteFigures } from "../figures.ts"
import { TOKEN_VARIABLE } from "../process/token-variable.ts"
import type { Surroundings } from "../surroundings.ts"
import type { Purpose } from "../trainer.ts"
import type { CommandEvaluatorConfig } from "./config.ts"
import { type Conversation, converse } from "./conversation.ts"
import { findFile, keepFile } from "./inherited-file.ts"
import { changedFile } from "./pinned-files.ts"
import { findProgram } from "./program.ts"
import { type CommandRequest, type CommandResult, PROTOCOL } from "./protocol.ts"
import { verdictOf } from "./verdict.ts"

type Report = (progress: EvaluationProgress) => Effect.Effect<void>

interface Setting {
  readonly config: CommandEvaluatorConfig
  readonly space: SpaceConfig
  readonly folder: string
  readonly weightsFolder: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
}

const LINGER_MS = 10_000

/** What a shell says when it cannot start what it was to become. */
const NOT_STARTED: ReadonlySet<number | null> = new Set([126, 127])

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** The executable of a command. Fails where it cannot be started, or is not what it was. */
const startable = ({ config, environment, folder }: Setting): Effect.Effect<string, EvaluatorUnavailable> =>
  Effect.suspend(() => {
    const { command, fileHashes = {} } = config
    const found = findProgram({ name: command[0] ?? "", folder, path: environment.PATH ?? "" })
    const problem = isFolder(folder)
      ? "problem" in found
        ? found.problem
        : changedFile(fileHashes)
      : `its working folder ${folder} is not there; put it back, or correct evaluator.folder`
    return "file" in found && problem === undefined
      ? Effect.succeed(found.file)
      : Effect.fail(new EvaluatorUnavailable({ reason: `config field evaluator.command: ${problem}` }))
  })

const requestOf = Effect.fnUntraced(function* (
  { config, space, weightsFolder }: Setting,
  purpose: Purpose,
  { genome, individual, seed, weights: inherited }: EvaluationTask
) {
  const { settings } = config
  const weights =
    weightsFolder === undefined || inherited === undefined
      ? undefined
      : yield* findFile(weightsFolder, inherited)
  const request: CommandRequest = {
    protocol: PROTOCOL,
    purpose,
    individual,
    genome,
    seed,
    space,
    settings,
    weights
  }
  return request
})

/** Broken off, it takes all of its processes with it. */
const conversation = (
  { config, environment, folder }: Setting,
  file: string,
  request: CommandRequest,
  report: Report
): Effect.Effect<Conversation> =>
  Effect.callback((resume) => {
    const talk = converse({
      file,
      args: config.command.slice(1),
      folder,
      environment,
      input: `${JSON.stringify(request)}\n`,
      timeoutMs: 1000 * config.timeoutSeconds,
      lingerMs: LINGER_MS,
      onProgress: ({ done, total, figures }) => {
        Effect.runFork(report({ done, total, figures: finiteFigures(figures) }))
      }
    })
    talk.over.then((over) => resume(Effect.succeed(over)))
    return Effect.sync(talk.kill)
  })

const ask = Effect.fnUntraced(function* (
  setting: Setting,
  purpose: Purpose,
  task: EvaluationTask,
  report: Report
): Effect.fn.Return<CommandResult, EvaluationError | EvaluatorUnavailable> {
  const file = yield* startable(setting)
  const over = yield* conversation(setting, file, yield* requestOf(setting, purpose, task), report)
  // It may have gone between the look and the start.
  if (NOT_STARTED.has(over.code)) yield* startable(setting)
  const verdict = verdictOf(over, setting.config.timeoutSeconds)
  if (verdict.kind === "failed") return yield* new EvaluationError({ reason: verdict.reason })
  return verdict.result
})

const evaluate =
  (setting: Setting): Evaluator["evaluate"] =>
  (task, report) =>
    ask(setting, "evaluate", task, report).pipe(
      Effect.flatMap(({ weights: file, ...found }) => {
        const { folder, weightsFolder } = setting
        return file === undefined || weightsFolder === undefined
          ? Effect.succeed(found)
          : Effect.map(keepFile({ weightsFolder, folder, file }), (weights) => ({ ...found, weights }))
      })
    )

const test =
  (setting: Setting): NonNullable<Evaluator["test"]> =>
  (task, report) =>
    ask(setting, "test", task, report).pipe(
      Effect.flatMap(({ fitness, measures, weights: _file, ...found }) =>
        measures.test === undefined
          ? Effect.fail(
              new EvaluationError({
                reason: "the program's result has no measure “test”, which was asked for by purpose “test”"
              })
            )
          : Effect.succeed({ ...found, fitness, measures: { validation: fitness, ...measures } })
      )
    )

/** The words of a command that say what it is: “python3 train.py”. */
const deviceOf = ({ command }: CommandEvaluatorConfig): string =>
  command
    .slice(0, 2)
    .map((word) => basename(word))
    .join(" ")

/** Starts nothing yet. Fails with a sentence where the program is not there. */
export const makeCommandEvaluator = (
  config: CommandEvaluatorConfig,
  space: SpaceConfig,
  { weightsFolder }: Surroundings = {}
): Effect.Effect<Evaluator, EvaluatorUnavailable> => {
  const { [TOKEN_VARIABLE]: _secret, ...inherited } = process.env
  const setting: Setting = {
    config,
    space,
    folder: config.folder ?? process.cwd(),
    weightsFolder,
    environment: { ...inherited, ...config.environment }
  }
  return startable(setting).pipe(
    Effect.as({
      device: deviceOf(config),
      evaluate: evaluate(setting),
      ...(config.test ? { test: test(setting) } : {})
    })
  )
}
