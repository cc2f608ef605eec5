/**
 * The Supervisor: takes the run's lock, starts the actors, watches them, and starts all of them again from the
 * log when the Population or another of them is beyond its own restarts. A fault of the log itself (a full disk,
 * another writer, a damaged row) is not helped by a restart, so it ends the run's process, not the run.
 */
import { Cause, Deferred, Effect, Scope } from "effect"
import type { Rules } from "../domain/breeding.ts"
import type { Command } from "../domain/command.ts"
import type { RunState } from "../domain/run-state.ts"
import type { EventLogShape, LogUnavailable, LogWriter, RecordedEvent, RunLocked } from "../log/event-log.ts"
import type { Trainer, TrainerUnavailable } from "../trainers/trainer.ts"
import { type ActorRef, type Observer, spawn } from "./actor.ts"
import type { PopulationMessage } from "./messages.ts"
import { mutator } from "./mutator.ts"
import { type PopulationError, population } from "./population.ts"
import { restarting } from "./restarting.ts"
import { selector } from "./selector.ts"
import { type ProgressListener, trainer } from "./trainer.ts"

/** The named limits of the engine; the app sets them. */
export interface EngineLimits {
  readonly mailboxCapacity: number
  /** Restarts of one actor in close succession, and of all of them together. */
  readonly actorRestartsMax: number
  readonly engineRestartsMax: number
  readonly snapshotEvery: number
  readonly leaseMs: number
}

export interface EngineOptions {
  readonly log: EventLogShape
  readonly run: string
  readonly rules: Rules
  readonly trainers: readonly Trainer[]
  /** What the first life does to the state that it finds; later lives resume. */
  readonly opening: (state: RunState) => Command | undefined
  readonly limits: EngineLimits
  readonly publish: (events: readonly RecordedEvent[], state: RunState) => void
  readonly observe: Observer | undefined
  readonly onProgress: ProgressListener | undefined
  /** Whether invariants are checked after every event. */
  readonly checked: boolean
}

export type EngineError = PopulationError | TrainerUnavailable | LogUnavailable | RunLocked

const RESTART_FIRST_PAUSE_MS = 100

/** Drives a run to its end and gives its last state. Interrupted, it stops the run cleanly first. */
export const runEngine = (options: EngineOptions): Effect.Effect<RunState, EngineError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const writer = yield* options.log.write(options.run)
      const startSeq = writer.head().seq
      // A life that crashed before its first commit has opened nothing: the next one opens in its place.
      const opening: EngineOptions["opening"] = (state) =>
        state.seq === startSeq ? options.opening(state) : resumption(state)
      const life = Effect.scoped(engineLife({ ...options, opening }, writer))
      return yield* restarting(life, {
        restartsMax: options.limits.engineRestartsMax,
        firstPauseMs: RESTART_FIRST_PAUSE_MS,
        isWorthARestart
      })
    })
  )

const resumption = ({ status, cycles, trainers }: RunState): Command | undefined =>
  status === "running" || status === "stopped"
    ? { kind: "Resume", cycles, trainers, reason: "the actors were restarted after a crash" }
    : undefined

const isWorthARestart = (cause: Cause.Cause<EngineError>): boolean => {
  const error = Cause.squash(cause)
  const tag = typeof error === "object" && error !== null && "_tag" in error ? error._tag : undefined
  return tag === undefined || tag === "ActorFailed"
}

const engineLife = (
  options: EngineOptions,
  writer: LogWriter
): Effect.Effect<RunState, EngineError, Scope.Scope> =>
  Effect.gen(function* () {
    const { limits, observe, rules } = options
    const spawning = {
      mailboxCapacity: limits.mailboxCapacity,
      restartsMax: limits.actorRestartsMax,
      observe
    }
    const done = yield* Deferred.make<RunState>()

    const mutators = yield* spawn(mutator(rules), spawning)
    const selectors = yield* spawn(selector(rules, mutators.ref), spawning)
    const populations = yield* spawn(
      population({
        log: options.log,
        writer,
        rules,
        selector: selectors.ref,
        opening: options.opening,
        publish: options.publish,
        done,
        snapshotEvery: limits.snapshotEvery,
        checked: options.checked,
        canTest: options.trainers.some(({ canTest }) => canTest)
      }),
      // A Population that crashes takes everyone with it: what they hold is measured against a state that is gone.
      { ...spawning, restartsMax: 0 }
    )
    const scope = yield* Scope.Scope
    const trainers = yield* Effect.forEach(options.trainers, (port) =>
      spawn(
        trainer({
          trainer: port,
          population: populations.ref,
          leaseMs: limits.leaseMs,
          scope,
          onProgress: options.onProgress
        }),
        spawning
      )
    )

    const all = [mutators, selectors, populations, ...trainers].map(({ ended }) => ended)
    return yield* Effect.raceAllFirst([Deferred.await(done), ...all]).pipe(
      Effect.onError((cause) => stopCleanly(populations.ref, reasonOf(cause)))
    )
  })

/** Writes down that the run was stopped; what was under way is evaluated again when it is resumed. */
const stopCleanly = (populationRef: ActorRef<PopulationMessage>, reason: string): Effect.Effect<void> =>
  populationRef
    .ask<void>((reply) => ({ kind: "Stop", reason, reply }))
    .pipe(Effect.timeout("5 seconds"), Effect.ignore)

const reasonOf = (cause: Cause.Cause<EngineError>): string => {
  if (Cause.hasInterruptsOnly(cause)) return "interrupted"
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}
