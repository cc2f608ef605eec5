/**
 * The entry point of a trainer process: dials the coordinator and evaluates for it until it is no longer wanted.
 * Started by a run with its standard input as a life line, or by hand as `cambrian trainer --connect HOST:PORT`.
 */
import { parseArgs } from "node:util"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect } from "effect"
import { spaceConfig } from "../spaces/registry.ts"
import type { Evaluator } from "../trainers/evaluator.ts"
import { TOKEN_VARIABLE } from "../trainers/process/token-variable.ts"
import { trainerProgram } from "../trainers/process/trainer-program.ts"
import { UNFIT_EXIT_CODE } from "../trainers/process/wire.ts"
import { evaluatorConfig, makeEvaluator } from "../trainers/registry.ts"
import { saveCompiledCode } from "./compiled-code.ts"
import { systemOutside } from "./outside.ts"

/** A trainer is killed when it is not wanted any more, so it writes down what was compiled once it has evaluated. */
const savingCode = (evaluator: Evaluator): Evaluator => ({
  ...evaluator,
  evaluate: (task, report) => Effect.ensuring(evaluator.evaluate(task, report), Effect.sync(saveCompiledCode))
})

export interface TrainerProcessOptions {
  readonly connect: string
  readonly name: string
  readonly token: string
}

/** Runs until interrupted; fails with a sentence when this machine cannot evaluate what the run asks for. */
export const trainerProcess = ({
  connect,
  name,
  token
}: TrainerProcessOptions): Effect.Effect<never, string> => {
  const colon = connect.lastIndexOf(":")
  const port = Number(connect.slice(colon + 1))
  if (colon < 1 || !Number.isInteger(port))
    return Effect.fail(`--connect takes HOST:PORT, and “${connect}” is not that`)
  return trainerProgram({
    host: connect.slice(0, colon),
    port,
    trainer: name,
    token,
    makeEvaluator: ({ evaluator, space, weightsFolder }) =>
      Effect.suspend(() =>
        makeEvaluator(evaluatorConfig.parse(evaluator), spaceConfig.parse(space), {
          outside: systemOutside,
          weightsFolder
        }).pipe(Effect.map(savingCode))
      )
  }).pipe(Effect.mapError(({ reason }) => reason))
}

if (import.meta.main) {
  // The coordinator holds the other end; when it dies, however it dies, so does this process.
  process.stdin.on("end", () => process.exit(0)).resume()
  const { values } = parseArgs({ options: { connect: { type: "string" }, name: { type: "string" } } })
  const { connect = "", name = "" } = values
  NodeRuntime.runMain(
    trainerProcess({ connect, name, token: process.env[TOKEN_VARIABLE] ?? "" }).pipe(
      Effect.catch((reason) =>
        Effect.sync(() => {
          process.stderr.write(`${reason}\n`)
          process.exit(UNFIT_EXIT_CODE)
        })
      )
    ),
    { disableErrorReporting: true }
  )
}
