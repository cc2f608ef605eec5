/** `cambrian retrain`: trains a found network for good, tests it once, and exports it. */
import { resolve } from "node:path"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { BadInput } from "../../app/bad-input.ts"
import { withLog } from "../../app/open-log.ts"
import { defaultFolder } from "../../app/retrain/default-folder.ts"
import { planRetraining } from "../../app/retrain/plan.ts"
import { retrainIn } from "../../app/retrain/retrain.ts"
import { findRun } from "../../app/runs.ts"
import { answer, answerJson, say } from "../output.ts"
import { showRetraining } from "../retrain-progress.ts"
import { retrainText } from "../retrain-text.ts"
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
    Flag.withDescription("The folder for all files (default: beside the log, FILE-retrained/RUN-INDIVIDUAL)"),
    Flag.optional
  )
}

const individualOf = (text: string): Effect.Effect<number | "best", BadInput> =>
  text === "best" || /^\d+$/.test(text)
    ? Effect.succeed(text === "best" ? text : Number(text))
    : new BadInput({
        message: `“${text}” is no individual: give its birth number, from 0, or “best”`
      })

export const retrainCommand = Command.make(
  "retrain",
  flags,
  Effect.fnUntraced(function* ({ run, individual, cells, filters, epochs, set, seed, out }) {
    const { file, json } = yield* shared
    const wanted = yield* individualOf(individual)
    const plan = yield* withLog({ file, mode: "read" }, (log) =>
      Effect.flatMap(findRun(log, run), (entry) =>
        planRetraining(log, wanted, {
          entry,
          cells: Option.getOrUndefined(cells),
          filters: Option.getOrUndefined(filters),
          epochs: Option.getOrUndefined(epochs),
          set,
          seed: Option.getOrUndefined(seed)
        })
      )
    )
    const folder = resolve(Option.getOrElse(out, () => defaultFolder(file, plan)))
    const outcome = yield* Effect.scoped(
      Effect.flatMap(showRetraining(`individual ${plan.individual} of ${plan.name}`), (spectators) =>
        retrainIn(folder, plan, spectators)
      )
    ).pipe(
      Effect.onInterrupt(() =>
        Effect.sync(() =>
          say(
            `stopped; what the whole epochs have taught is in ${folder}. The same command goes on from there`
          )
        )
      )
    )
    return json ? answerJson(outcome) : answer(retrainText(outcome))
  })
).pipe(Command.withDescription("Train a found network for good, test it once, and export it"))
