/** `cambrian retrain`: trains a found network for good, tests it once, and exports it. */
import { join, resolve } from "node:path"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { BadInput } from "../../app/bad-input.ts"
import { withLog } from "../../app/open-log.ts"
import { defaultEnsembleFolder, defaultFolder } from "../../app/retrain/default-folder.ts"
import { retrainEnsemble } from "../../app/retrain/ensemble.ts"
import { planRetraining, type RetrainPlan } from "../../app/retrain/plan.ts"
import { planEnsemble } from "../../app/retrain/plan-ensemble.ts"
import { retrainIn } from "../../app/retrain/retrain.ts"
import { findRun } from "../../app/runs.ts"
import { answer, answerJson, say } from "../output.ts"
import { showRetraining } from "../retrain-progress.ts"
import { ensembleText, retrainText } from "../retrain-text.ts"
import { runArgument, shared } from "../root.ts"

const flags = {
  run: runArgument,
  individual: Argument.String("individual").pipe(
    Argument.withDescription("An individual: its birth number, or “best” for the one of the highest fitness")
  ),
  cells: Flag.Int("cells").pipe(
    Flag.withDescription("N: normal cells in each of the three stacks (default: the run's)"),
    Flag.optional
  ),
  filters: Flag.Int("filters").pipe(
    Flag.withDescription("F: filters in the first stack (default: the run's)"),
    Flag.optional
  ),
  epochs: Flag.Int("epochs").pipe(Flag.withDescription("Epochs (default: 20)"), Flag.optional),
  set: Flag.String("set").pipe(
    Flag.withDescription(
      "Changes a field of the space or the evaluator, evaluator.learningRate=0.05; may be given several times"
    ),
    Flag.atLeast(0)
  ),
  seed: Flag.Int("seed").pipe(
    Flag.withDescription(
      "The seed of the training (default: the one that the individual was evaluated with)"
    ),
    Flag.optional
  ),
  out: Flag.String("out").pipe(
    Flag.withDescription(
      "The folder for all files (default: beside the log, FILE-retrained/RUN-INDIVIDUAL-SETTINGS)"
    ),
    Flag.optional
  ),
  ensemble: Flag.Int("ensemble").pipe(
    Flag.withDescription("Retrains so many of the best, and tests the mean of their probabilities as well"),
    Flag.optional
  )
}

const individualOf = (text: string): Effect.Effect<number | "best", BadInput> =>
  text === "best" || /^\d+$/.test(text)
    ? Effect.succeed(text === "best" ? text : Number(text))
    : new BadInput({
        message: `“${text}” is no individual: give its birth number, from 0, or “best”`
      })

interface Given {
  readonly file: string
  readonly out: string | undefined
  readonly json: boolean
}

const stopped = (folder: string) =>
  Effect.onInterrupt(() =>
    Effect.sync(() =>
      say(`stopped; what the whole epochs have taught is in ${folder}. The same command goes on from there`)
    )
  )

const retrainOne = Effect.fnUntraced(function* (plan: RetrainPlan, { file, out, json }: Given) {
  const folder = resolve(out ?? defaultFolder(file, plan))
  const outcome = yield* Effect.scoped(
    Effect.flatMap(showRetraining(`individual ${plan.individual} of ${plan.name}`), (spectators) =>
      retrainIn(folder, plan, spectators)
    )
  ).pipe(stopped(folder))
  return json ? answerJson(outcome) : answer(retrainText(outcome))
})

const retrainSeveral = Effect.fnUntraced(function* (plans: readonly RetrainPlan[], given: Given) {
  const { file, out, json } = given
  const name = plans[0]?.name ?? ""
  const folder = resolve(out ?? defaultEnsembleFolder(file, name, plans))
  const members = plans.map((plan) => ({
    plan,
    folder: out === undefined ? defaultFolder(file, plan) : join(folder, `individual-${plan.individual}`)
  }))
  const outcome = yield* Effect.scoped(
    Effect.gen(function* () {
      const shown = yield* Effect.forEach(members, ({ plan }, index) =>
        showRetraining(`${index + 1} of ${members.length}, individual ${plan.individual} of ${name}`)
      )
      return yield* retrainEnsemble(folder, members, shown)
    })
  ).pipe(stopped(folder))
  return json ? answerJson(outcome) : answer(ensembleText(outcome))
})

export const retrainCommand = Command.make(
  "retrain",
  flags,
  Effect.fnUntraced(function* ({ run, individual, ensemble, out, set, ...sizes }) {
    const { file, json } = yield* shared
    const wanted = yield* individualOf(individual)
    const size = Option.getOrUndefined(ensemble)
    if (size !== undefined && wanted !== "best") {
      return yield* new BadInput({
        message: `an ensemble is of the best of a run: with --ensemble, write “best” in place of ${wanted}`
      })
    }
    const given = { file, json, out: Option.getOrUndefined(out) }
    const plans = yield* withLog({ file, mode: "read" }, (log) =>
      Effect.gen(function* () {
        const request = {
          entry: yield* findRun(log, run),
          cells: Option.getOrUndefined(sizes.cells),
          filters: Option.getOrUndefined(sizes.filters),
          epochs: Option.getOrUndefined(sizes.epochs),
          seed: Option.getOrUndefined(sizes.seed),
          set
        }
        return size === undefined
          ? [yield* planRetraining(log, wanted, request)]
          : yield* planEnsemble(log, size, request)
      })
    )
    const [only] = plans
    return size === undefined && only !== undefined
      ? yield* retrainOne(only, given)
      : yield* retrainSeveral(plans, given)
  })
).pipe(Command.withDescription("Train a found network for good, test it once, and export it"))
