/** A run in figures, for `status`, `run` and `resume`: from the newest snapshot and the events after it. */
import { Effect } from "effect"
import type { EventOf } from "../domain/event.ts"
import { lineageHash } from "../domain/lineage-digest.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { type RunState, stateHash } from "../domain/run-state.ts"
import type { Genome } from "../domain/space.ts"
import type {
  EventLogShape,
  Head,
  LogCorrupt,
  LogUnavailable,
  RecordedEvent,
  RunEntry
} from "../log/event-log.ts"
import { rebuild } from "../log/rebuild.ts"
import { type FitnessMeasure, fitnessMeasure } from "./fitness-measure.ts"
import { durationOf } from "./run-duration.ts"

export interface RunSummary {
  readonly run: string
  readonly name: string
  /** Null, like the schedule, while the run has no event. */
  readonly seed: number | null
  readonly schedule: RunConfig["schedule"] | null
  /** `crashed`: the log says that it is running, and no process writes to it. */
  readonly status: "new" | "running" | "stopped" | "finished" | "crashed"
  /** C of the paper, and how many evaluations go on at once, as they stand since the last start or resume. */
  readonly cycles: number
  readonly trainers: number
  readonly events: number
  readonly births: number
  /** Fitness values recorded. */
  readonly evaluations: number
  readonly failures: number
  readonly refusals: number
  readonly infertile: number
  readonly deaths: number
  readonly best: { readonly individual: number; readonly fitness: number; readonly genome: Genome } | null
  /** What the best one's fitness measures; null where it is not known to be validation. */
  readonly fitnessMeasure: FitnessMeasure
  readonly tested: RunState["tested"]
  /** What the data are that networks are trained on, as the run's first event says; null where there are none. */
  readonly data: EventOf<"RunStarted">["data"] | null
  readonly head: Head
  readonly stateHash: string
  readonly lineageHash: string
  /** The time for which processes worked at it; the pauses between a stop and a resumption do not count. */
  readonly durationMs: number
  /** 0 where the run was too short for its clock. */
  readonly evaluationsPerSecond: number
}

export const summarise = (
  log: EventLogShape,
  { run, name }: RunEntry
): Effect.Effect<RunSummary, LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    // Asked before and after: a process that begins or ends meanwhile is no crash.
    const wasWritten = yield* log.isBeingWritten(run)
    const head = yield* log.head(run)
    const state = yield* rebuild(log, run, { upTo: head.seq, snapshots: true })
    const durationMs = yield* durationOf(log, run, head.seq)
    const isWritten = wasWritten || (yield* log.isBeingWritten(run))
    const data = dataOf(yield* log.about(run, null))
    const { best, evaluations } = state
    return {
      run,
      name,
      seed: state.config?.seed ?? null,
      schedule: state.config?.schedule ?? null,
      status: state.status === "running" && !isWritten ? "crashed" : state.status,
      cycles: state.cycles,
      trainers: state.trainers,
      events: state.seq,
      births: state.births,
      evaluations,
      failures: state.failures,
      refusals: state.refusals,
      infertile: state.infertile,
      deaths: state.deaths,
      best:
        best === null ? null : { individual: best.individual, fitness: best.fitness, genome: best.genome },
      fitnessMeasure: state.config === null ? null : fitnessMeasure(state.config),
      tested: state.tested,
      data,
      head,
      stateHash: stateHash(state),
      lineageHash: lineageHash(state.lineage),
      durationMs,
      evaluationsPerSecond: durationMs === 0 ? 0 : (evaluations * MS_PER_SECOND) / durationMs
    }
  })

const dataOf = ([first]: readonly RecordedEvent[]): RunSummary["data"] =>
  (first?.event.kind === "RunStarted" ? first.event.data : undefined) ?? null

const MS_PER_SECOND = 1000
