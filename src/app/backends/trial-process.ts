/**
 * The entry point of a trial's process: tries one backend and says what it finds, a line of JSON at a time. A broken
 * driver may abort it or never come back; whoever started it sees to that.
 */
import { writeSync } from "node:fs"
import { Effect } from "effect"
import { spaceConfig } from "../../spaces/registry.ts"
import { EvaluatorUnavailable } from "../../trainers/evaluator-unavailable.ts"
import { UNFIT_EXIT_CODE } from "../../trainers/process/wire.ts"
import { evaluatorConfig, isTrainable } from "../../trainers/registry.ts"
import { type OwnTraining, runTrial, type TrialNews } from "../../trainers/tfjs/trial/trial.ts"
import { type TrialRequest, trialRequest } from "./trial-wire.ts"

const STDOUT = 1
const STDERR = 2

const ownTraining = (own: NonNullable<TrialRequest["own"]>): OwnTraining => {
  const config = evaluatorConfig.parse(own.evaluator)
  const space = spaceConfig.parse(own.space)
  if (config.kind === "tfjs" && isTrainable(space)) return { config, space }
  throw new EvaluatorUnavailable({ reason: "this run trains nothing, so there is nothing to measure" })
}

const tell = (news: TrialNews): void => {
  writeSync(STDOUT, `${JSON.stringify(news)}\n`)
}

const giveUp = (reason: string): void => {
  writeSync(STDERR, `${reason}\n`)
  process.exit(UNFIT_EXIT_CODE)
}

if (import.meta.main) {
  // Whoever started it holds the other end, and this process goes when that one does.
  process.stdin.on("end", () => process.exit(0)).resume()
  await Effect.runPromise(
    Effect.suspend(() => {
      const { own, ...wish } = trialRequest.parse(JSON.parse(process.argv[2] ?? "{}"))
      return runTrial({ ...wish, own: own === undefined ? undefined : ownTraining(own) }, tell)
    })
  ).then(
    () => process.exit(0),
    (error: unknown) => giveUp(error instanceof EvaluatorUnavailable ? error.reason : String(error))
  )
}
