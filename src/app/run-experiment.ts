/**
 * Drives the runs of an experiment, one after another: starts those that are not there, resumes those that were not
 * finished, leaves the finished ones alone. Stopped at any moment, it goes on where it was when it is called again.
 */
import { Effect } from "effect"
import { contentHash } from "../domain/canonical-json.ts"
import type { RunConfig } from "../domain/run-config.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable, RunEntry } from "../log/event-log.ts"
import { rebuild, WHOLE_LOG } from "../log/rebuild.ts"
import { evaluatorConfig, testsAtTheEnd } from "../trainers/registry.ts"
import { BadInput } from "./bad-input.ts"
import { checkConfig } from "./config.ts"
import type { PlannedRun } from "./experiment-plan.ts"
import {
  prepareResumption,
  type RunError,
  registerRun,
  resumeRun,
  type Spectators,
  startRun
} from "./runs.ts"

/** What is already there of a planned run. */
type Found = "nothing" | "begun" | "finished"

export interface ExperimentSpectators extends Spectators {
  /** Before anything is driven: how many runs there are to do, and how many models in them. */
  readonly onPlan: (todo: { readonly runs: number; readonly reused: number; readonly models: number }) => void
  readonly onRun: (planned: PlannedRun) => void
}

interface ExperimentRun extends PlannedRun {
  readonly entry: RunEntry
}

/** Gives the entries of all planned runs, once all of them are finished. */
export const runExperiment = (
  log: EventLogShape,
  plan: readonly PlannedRun[],
  spectators: ExperimentSpectators
): Effect.Effect<readonly ExperimentRun[], RunError> =>
  Effect.gen(function* () {
    const entries = new Map((yield* log.runs).map((entry) => [entry.name, entry]))
    const states = yield* Effect.forEach(plan, (planned) =>
      foundOf(log, entries.get(planned.config.name), planned)
    )
    const todo = plan.filter((_, index) => states[index] !== "finished")
    spectators.onPlan({
      runs: todo.length,
      reused: plan.length - todo.length,
      models: todo.reduce((sum, { config }) => sum + config.cycles, 0)
    })
    return yield* Effect.forEach(plan, (planned, index) =>
      Effect.gen(function* () {
        const there = entries.get(planned.config.name)
        if (there !== undefined && states[index] === "finished") return { ...planned, entry: there }
        spectators.onRun(planned)
        const entry = there ?? (yield* registerRun(log, planned.config, { nameIsChosen: true })).entry
        yield* driveOne(log, entry, planned, states[index] === "begun", spectators)
        return { ...planned, entry }
      })
    )
  })

const driveOne = (
  log: EventLogShape,
  entry: RunEntry,
  { config }: PlannedRun,
  isBegun: boolean,
  spectators: Spectators
) =>
  isBegun
    ? prepareResumption(log, entry, { cycles: undefined, trainers: config.trainers }).pipe(
        Effect.flatMap((resumption) => resumeRun(log, entry, resumption, spectators))
      )
    : startRun(log, entry.run, config, spectators)

/** Two configs are of the same run when they agree in all but the number of trainers. */
const fingerprint = ({ trainers: _trainers, ...config }: RunConfig): string => contentHash(config)

/** What the log has under the name of a planned run; another config under it is refused, not mixed in. */
const foundOf = (
  log: EventLogShape,
  entry: RunEntry | undefined,
  { config }: PlannedRun
): Effect.Effect<Found, BadInput | LogUnavailable | LogCorrupt> =>
  entry === undefined
    ? Effect.succeed("nothing")
    : Effect.gen(function* () {
        const life = yield* log.about(entry.run, null)
        const started = life.find(({ event }) => event.kind === "RunStarted")?.event
        if (started?.kind !== "RunStarted") return "nothing"
        // A run of an older version lacks the fields that came since; their defaults are what it did.
        const recorded = yield* Effect.orElseSucceed(checkConfig(started.config), () => started.config)
        if (fingerprint(recorded) !== fingerprint(config)) return yield* nameTaken(entry)
        if (!life.some(({ event }) => event.kind === "RunFinished")) return "begun"
        return (yield* isTested(log, entry, config)) ? "finished" : "begun"
      })

const nameTaken = ({ name }: RunEntry) =>
  new BadInput({
    message: `there is already a run “${name}”, with another config; give these runs another name to begin with by --name NAME, or a log of their own by --db FILE`
  })

/** Real training tests its best network after the end; a process may have been killed in between. */
const isTested = (
  log: EventLogShape,
  entry: RunEntry,
  { evaluator }: RunConfig
): Effect.Effect<boolean, LogUnavailable | LogCorrupt> =>
  testsAtTheEnd(evaluatorConfig.parse(evaluator))
    ? Effect.map(rebuild(log, entry.run, WHOLE_LOG), ({ tested }) => tested !== null)
    : Effect.succeed(true)
