/**
 * `cambrian compare`: runs side by side as the papers plot them; with `--experiment`, the runs are made
 * first, as far as they are not there yet.
 */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { type ComparedRun, compareRuns } from "../../analysis/compare/comparison.ts"
import { BadInput } from "../../app/bad-input.ts"
import { readExperiment } from "../../app/experiment.ts"
import { planExperiment } from "../../app/experiment-plan.ts"
import { findRuns } from "../../app/find-runs.ts"
import { withLog } from "../../app/open-log.ts"
import { runExperiment } from "../../app/run-experiment.ts"
import { comparisonText } from "../comparison-text.ts"
import { showExperiment } from "../experiment-progress.ts"
import { comparisonPage } from "../html/comparison-page.ts"
import { answer, answerJson, say, stdoutTakesColour } from "../output.ts"
import { checkPageFile, writePageFile } from "../page-file.ts"
import { shared } from "../root.ts"

const flags = {
  runs: Argument.String("run").pipe(
    Argument.withDescription("Runs by id or name, or patterns such as “toy/*”"),
    Argument.variadic()
  ),
  experiment: Flag.String("experiment").pipe(
    Flag.withDescription(
      "Make the runs of an experiment (“cambrian presets”) first, as far as they are missing"
    ),
    Flag.optional
  ),
  seeds: Flag.Int("seeds").pipe(Flag.withDescription("Experiment: runs of each arm"), Flag.optional),
  trainers: Flag.Int("trainers").pipe(
    Flag.withDescription("Experiment: evaluations that go on at once"),
    Flag.optional
  ),
  set: Flag.String("set").pipe(
    Flag.withDescription(
      "Experiment: changes a field of all configs, path=value; may be given several times"
    ),
    Flag.atLeast(0)
  ),
  name: Flag.String("name").pipe(
    Flag.withDescription("Experiment: what its runs' names begin with, instead of its own name"),
    Flag.optional
  ),
  html: Flag.String("html").pipe(
    Flag.withDescription("Write a page with charts to this file as well"),
    Flag.optional
  )
}

export const compareCommand = Command.make(
  "compare",
  flags,
  Effect.fnUntraced(function* ({ runs, experiment, seeds, trainers, set, name, html }) {
    const { file, json } = yield* shared
    const options = {
      seeds: Option.getOrUndefined(seeds),
      trainers: Option.getOrUndefined(trainers),
      set,
      name: Option.getOrUndefined(name)
    }
    const wanted = Option.getOrUndefined(experiment)
    yield* checkUse(runs, wanted, options)
    const page = Option.getOrUndefined(html)
    if (page !== undefined) yield* checkPageFile(page)
    const { comparison, ...heading } = yield* wanted === undefined
      ? namedRuns(file, runs)
      : experimentRuns(file, wanted, options)
    if (page !== undefined) {
      const asked = askedFor(runs, wanted, options)
      yield* writePageFile(page, comparisonPage(comparison, { ...heading, asked }))
      say(`the page is in ${page}`)
    }
    return json
      ? answerJson({ ...heading, ...comparison })
      : answer(comparisonText(comparison, heading.name, stdoutTakesColour()))
  })
).pipe(
  Command.withDescription(
    "Compare runs: curves, final values, significance; or make an experiment's runs first"
  )
)

interface ExperimentFlags {
  readonly seeds: number | undefined
  readonly trainers: number | undefined
  readonly set: readonly string[]
  readonly name: string | undefined
}

const bad = (message: string) => Effect.fail(new BadInput({ message }))

const checkUse = (
  runs: readonly string[],
  experiment: string | undefined,
  { seeds, trainers, set, name }: ExperimentFlags
): Effect.Effect<void, BadInput> => {
  if (runs.length > 0 && experiment !== undefined)
    return bad("compare takes runs that are there, or --experiment NAME, and not both")
  if (runs.length === 0 && experiment === undefined)
    return bad(
      "compare takes at least two runs, such as “compare first second” or “compare 'toy/*'”, or --experiment NAME"
    )
  const isForExperiment =
    seeds !== undefined || trainers !== undefined || set.length > 0 || name !== undefined
  return experiment === undefined && isForExperiment
    ? bad(
        "--seeds, --trainers, --set and --name say how an experiment is run, so they go with --experiment NAME"
      )
    : Effect.void
}

const atLeastTwo = (runs: readonly ComparedRun[]): Effect.Effect<readonly ComparedRun[], BadInput> =>
  runs.length > 1
    ? Effect.succeed(runs)
    : bad(
        `a comparison takes at least two runs, and only “${runs[0]?.entry.name ?? ""}” was named; name another, or a pattern such as 'toy/*'`
      )

const namedRuns = (file: string, runs: readonly string[]) =>
  withLog({ file, mode: "read" }, (log) =>
    findRuns(log, runs).pipe(
      Effect.flatMap((entries) => atLeastTwo(entries.map((entry) => ({ entry })))),
      Effect.flatMap((compared) => compareRuns(log, compared)),
      Effect.map((comparison) => ({ comparison, name: "comparison", experiment: null, about: null }))
    )
  )

const experimentRuns = (file: string, wanted: string, flagged: ExperimentFlags) =>
  Effect.gen(function* () {
    const experiment = yield* readExperiment(wanted)
    const name = flagged.name ?? experiment.name
    const plan = yield* planExperiment(experiment, { ...flagged, name })
    const comparison = yield* withLog({ file, mode: "create" }, (log) =>
      Effect.scoped(
        Effect.flatMap(showExperiment(name), (spectators) => runExperiment(log, plan, spectators))
      ).pipe(
        Effect.onInterrupt(() =>
          Effect.sync(() =>
            say("stopped cleanly; nothing is lost. The same command goes on where this one stopped")
          )
        ),
        Effect.map((done) => done.map(({ entry, scenario, arm }) => ({ entry, place: { scenario, arm } }))),
        Effect.flatMap((compared) => compareRuns(log, compared))
      )
    )
    return { comparison, name, experiment: experiment.name, about: experiment.about }
  })

/** What was asked for, in the words of the command line, for the page to say. */
const askedFor = (
  runs: readonly string[],
  experiment: string | undefined,
  { seeds, trainers, set, name }: ExperimentFlags
): string =>
  [
    "cambrian compare",
    ...(experiment === undefined ? runs.map((run) => `'${run}'`) : [`--experiment ${experiment}`]),
    ...(seeds === undefined ? [] : [`--seeds ${seeds}`]),
    ...(trainers === undefined ? [] : [`--trainers ${trainers}`]),
    ...set.map((setting) => `--set '${setting}'`),
    ...(name === undefined ? [] : [`--name ${name}`])
  ].join(" ")
