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
import { asBegun, backendOf } from "./backends/backend-of.ts"
import { decideBackend } from "./backends/choose-backend.ts"
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

/** What is already there of a planned run, and the config that it was begun with. */
interface Found {
  readonly stage: "nothing" | "begun" | "finished"
  readonly begun: RunConfig | undefined
}

const NOTHING: Found = { stage: "nothing", begun: undefined }

export interface ExperimentSpectators extends Spectators {
  /** Before anything is driven: how many runs there are to do, and how many models in them. */
  readonly onPlan: (todo: { readonly runs: number; readonly reused: number; readonly models: number }) => void
  readonly onRun: (planned: PlannedRun) => void
  /** Of what is measured before the first run that trains. */
  readonly onNotice?: ((text: string) => void) | undefined
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
    const found = yield* Effect.forEach(plan, (planned) =>
      foundOf(log, entries.get(planned.config.name), planned)
    )
    const todo = plan.filter((_, index) => found[index]?.stage !== "finished")
    spectators.onPlan({
      runs: todo.length,
      reused: plan.length - todo.length,
      models: todo.reduce((sum, { config }) => sum + config.cycles, 0)
    })
    const onOneBackend = yield* settleBackend(todo, found, spectators)
    return yield* Effect.forEach(plan, (planned, index) =>
      Effect.gen(function* () {
        const there = entries.get(planned.config.name)
        const stage = found[index]?.stage
        if (there !== undefined && stage === "finished") return { ...planned, entry: there }
        spectators.onRun(planned)
        const entry = there ?? (yield* registerRun(log, planned.config, { nameIsChosen: true })).entry
        yield* driveOne(log, entry, onOneBackend(planned), stage === "begun", spectators)
        return { ...planned, entry }
      })
    )
  })

/**
 * Runs that are compared train on one backend: where it is left open, that of the runs that are there already, otherwise the
 * one that is fastest for the first.
 */
const settleBackend = Effect.fnUntraced(function* (
  todo: readonly PlannedRun[],
  found: readonly Found[],
  { onNotice = () => undefined }: ExperimentSpectators
) {
  const first = todo.find(({ config }) => backendOf(config) === "auto")
  if (first === undefined) return (planned: PlannedRun): PlannedRun => planned
  const begun = found
    .map(({ begun }) => begun)
    .find((config) => config !== undefined && backendOf(config) !== undefined)
  const settled = begun === undefined ? first.config : asBegun(first.config, begun)
  const { config, finding } = yield* decideBackend(settled, onNotice)
  if (finding !== undefined) onNotice(finding)
  return (planned: PlannedRun): PlannedRun => ({ ...planned, config: asBegun(planned.config, config) })
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
    ? Effect.succeed(NOTHING)
    : Effect.gen(function* () {
        const life = yield* log.about(entry.run, null)
        const started = life.find(({ event }) => event.kind === "RunStarted")?.event
        if (started?.kind !== "RunStarted") return NOTHING
        // A run of an older version lacks the fields that came since; their defaults are what it did.
        const begun = yield* Effect.orElseSucceed(checkConfig(started.config), () => started.config)
        if (fingerprint(begun) !== fingerprint(asBegun(config, begun))) return yield* nameTaken(entry)
        const isFinished =
          life.some(({ event }) => event.kind === "RunFinished") && (yield* isTested(log, entry, config))
        return { stage: isFinished ? "finished" : "begun", begun }
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
