/** Starting and resuming runs: from a config or a name to an engine at work, and to the run's last state. */
import { Clock, Effect } from "effect"
import type { Observer } from "../actors/actor.ts"
import { type EngineError, runEngine } from "../actors/supervisor.ts"
import type { ProgressListener } from "../actors/trainer.ts"
import { contentHash } from "../domain/canonical-json.ts"
import type { Command } from "../domain/command.ts"
import { ControllerDiverged } from "../domain/finite-learning.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { configOf, type RunState } from "../domain/run-state.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable, RecordedEvent, RunEntry } from "../log/event-log.ts"
import { rebuild, WHOLE_LOG } from "../log/rebuild.ts"
import { requireBackend } from "./backends/choose-backend.ts"
import { BadInput } from "./bad-input.ts"
import { checkConfig } from "./config.ts"
import { NEWEST } from "./config-contradiction.ts"
import { requireWeights } from "./kept-weights.ts"
import { ENGINE_LIMITS } from "./limits.ts"
import { faultOfModule } from "./module-fault.ts"
import { nearest } from "./nearest.ts"
import { requireFiles } from "./own-files.ts"
import { rulesOf, spaceOf } from "./rules.ts"
import { makeTrainers } from "./trainers.ts"
import { recordedData, requireData } from "./training-data.ts"
import { ENGINE_VERSION } from "./version.ts"

/** Those who want to see the run at work. */
export interface Spectators {
  readonly onEvents: (events: readonly RecordedEvent[], state: RunState) => void
  readonly onProgress?: ProgressListener | undefined
  readonly observe?: Observer | undefined
}

export type RunError = EngineError | BadInput

/** The entry of a run by its id, its name, or `last` for the newest. */
export const findRun = (
  log: EventLogShape,
  wanted: string
): Effect.Effect<RunEntry, BadInput | LogUnavailable> =>
  Effect.gen(function* () {
    const entries = yield* log.runs
    const found =
      entries.find(({ run, name }) => run === wanted || name === wanted) ??
      (wanted === NEWEST ? entries.at(-1) : undefined)
    if (found !== undefined) return found
    const names = entries.map(({ name }) => name)
    const suggestion = nearest(wanted, names)
    return yield* new BadInput({
      message:
        suggestion === undefined
          ? `there is no run “${wanted}”, since there are no runs here yet; start one with “cambrian run toy”`
          : `there is no run “${wanted}”; did you mean “${suggestion}”? “cambrian list” shows them all`
    })
  })

/** Enters a run into the catalogue; a name that is taken gets a number, unless the person chose it. */
export const registerRun = (
  log: EventLogShape,
  config: RunConfig,
  options: { readonly nameIsChosen: boolean }
): Effect.Effect<{ readonly entry: RunEntry; readonly config: RunConfig }, LogUnavailable> =>
  Effect.gen(function* () {
    const name = options.nameIsChosen ? config.name : yield* freeName(log, config.name)
    const named = { ...config, name }
    const at = yield* Clock.currentTimeMillis
    const entry = yield* log.register({ name, at, fingerprint: contentHash(named) })
    return { entry, config: named }
  })

const freeName = (log: EventLogShape, wanted: string): Effect.Effect<string, LogUnavailable> =>
  Effect.map(log.runs, (entries) => {
    const taken = new Set(entries.map(({ name }) => name))
    let name = wanted
    for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`
    return name
  })

export const startRun = (
  log: EventLogShape,
  run: string,
  config: RunConfig,
  spectators: Spectators
): Effect.Effect<RunState, RunError> =>
  Effect.flatMap(recordedData(config), (data) =>
    drive(log, run, config, config.trainers, spectators, ({ status }) =>
      status === "new" ? { kind: "Start", config, ...data, engine: ENGINE_VERSION } : undefined
    )
  )

export interface ResumeOptions {
  readonly cycles: number | undefined
  readonly trainers: number | undefined
}

/** What is known of a run before it is resumed: its state, and what it will be resumed with. */
export interface Resumption {
  readonly state: RunState
  readonly cycles: number
  readonly trainers: number
}

export const prepareResumption = (
  log: EventLogShape,
  entry: RunEntry,
  options: ResumeOptions
): Effect.Effect<Resumption, BadInput | LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    const state = yield* rebuild(log, entry.run, WHOLE_LOG)
    if (state.config === null) {
      return yield* new BadInput({
        message: `run ${entry.name} never started: its process ended before the first event; start a new one, under another name`
      })
    }
    const { cycles = state.cycles, trainers = state.trainers } = options
    if (cycles < state.births) {
      return yield* new BadInput({
        message: `run ${entry.name} has ${state.births} individuals already, so it cannot be resumed with C = ${cycles} cycles; give --cycles ${state.births} or more`
      })
    }
    yield* checkConfig({ ...state.config, cycles, trainers })
    yield* requireBackend(state.config)
    yield* requireFiles(state.config)
    yield* requireData(log, entry, state.config)
    yield* spaceOf(state.config)
    yield* requireWeights(log.weightsFolder, entry.name, { state, cycles })
    return { state, cycles, trainers }
  })

export const resumeRun = (
  log: EventLogShape,
  entry: RunEntry,
  { state, cycles, trainers }: Resumption,
  spectators: Spectators
): Effect.Effect<RunState, RunError> =>
  drive(log, entry.run, configOf(state), trainers, spectators, (found): Command | undefined =>
    found.status === "finished" && cycles <= found.cycles
      ? undefined
      : { kind: "Resume", cycles, trainers, reason: "resumed" }
  )

const drive = (
  log: EventLogShape,
  run: string,
  config: RunConfig,
  trainerCount: number,
  spectators: Spectators,
  opening: (state: RunState) => Command | undefined
): Effect.Effect<RunState, RunError> =>
  Effect.scoped(
    Effect.gen(function* () {
      // Taken and let go of again, so that a run that is being driven is refused before trainers are started for it.
      yield* Effect.scoped(log.write(run))
      const rules = yield* rulesOf(config)
      const trainers = yield* makeTrainers({ config, count: trainerCount, weightsFolder: log.weightsFolder })
      return yield* runEngine({
        log,
        run,
        rules,
        trainers,
        opening,
        limits: { ...ENGINE_LIMITS, leaseMs: config.limits.leaseMs },
        publish: spectators.onEvents,
        observe: spectators.observe,
        onProgress: spectators.onProgress,
        checked: false
      }).pipe(
        Effect.mapError((error) => faultOfModule(config, error) ?? error),
        Effect.catchDefect((defect) =>
          defect instanceof ControllerDiverged
            ? Effect.fail(new BadInput({ message: defect.message }))
            : Effect.die(defect)
        )
      )
    })
  )
