/**
 * One run as a comparison sees it: the incumbents, a thinned sample of its models with their sizes, its figures.
 * One pass over the log; what is kept is bounded, however long the run is.
 */
import { Effect } from "effect"
import type { Event, EventOf } from "../../domain/event.ts"
import type { RunConfig } from "../../domain/run-config.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable, RunEntry } from "../../log/event-log.ts"
import { durationOf } from "../run-duration.ts"
import { type Incumbent, Incumbents } from "./incumbents.ts"
import { ParetoFront, type SizedModel } from "./pareto-front.ts"
import { Thinned } from "./thinned.ts"

/** What a model may be measured in, in the order of preference for a picture. */
export const SIZES = ["flops", "parameters"] as const
export type Size = (typeof SIZES)[number]

export interface RunHistory {
  readonly run: string
  readonly name: string
  readonly config: RunConfig
  /** The version of the program that started it. */
  readonly engine: string
  readonly status: "running" | "stopped" | "finished" | "crashed"
  /** C, as it stands since the last start or resume. */
  readonly cycles: number
  /** How many models have counted. */
  readonly models: number
  readonly incumbents: readonly Incumbent[]
  /** What `test` of the incumbents is: the recorded test accuracy, or the toy's accuracy without noise. */
  readonly testMeasure: "test" | "true" | null
  /** The test of the best network after the search, where the run had one. */
  readonly tested: { readonly individual: number; readonly test: number } | null
  readonly sizes: Readonly<
    Record<Size, { readonly sample: readonly SizedModel[]; readonly front: readonly SizedModel[] }>
  >
  readonly durationMs: number
}

const SAMPLE_MAX = 500

/** Undefined for a run that has no event yet. Reads the run as it is now, also while it grows. */
export const runHistory = (
  log: EventLogShape,
  { run, name }: Pick<RunEntry, "run" | "name">
): Effect.Effect<RunHistory | undefined, LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    // Asked before and after: a process that begins or ends meanwhile is no crash.
    const wasWritten = yield* log.isBeingWritten(run)
    const head = yield* log.head(run)
    const fold = yield* log.fold(run, { after: 0, upTo: head.seq }, new HistoryFold(), (state, event) =>
      state.see(event)
    )
    if (fold.started === undefined) return undefined
    const durationMs = yield* durationOf(log, run, head.seq)
    const isWritten = wasWritten || (yield* log.isBeingWritten(run))
    const { status, started, cycles, models, testMeasure, tested } = fold
    return {
      run,
      name,
      config: started.config,
      engine: started.engine,
      status: status === "running" && !isWritten ? "crashed" : status,
      cycles,
      models,
      incumbents: fold.incumbents.list(),
      testMeasure,
      tested,
      sizes: { flops: fold.flops.list(), parameters: fold.parameters.list() },
      durationMs
    }
  })

/** The models of a run by one of their sizes. */
class SizedModels {
  private readonly sample = new Thinned<SizedModel>(SAMPLE_MAX)
  private readonly front = new ParetoFront()

  see(size: number | undefined, fitness: number): void {
    if (size === undefined) return
    this.sample.see({ size, fitness })
    this.front.see({ size, fitness })
  }

  list() {
    return { sample: this.sample.list(), front: this.front.list() }
  }
}

class HistoryFold {
  started: EventOf<"RunStarted"> | undefined
  status: "running" | "stopped" | "finished" = "running"
  cycles = 0
  models = 0
  testMeasure: RunHistory["testMeasure"] = null
  tested: RunHistory["tested"] = null
  readonly incumbents = new Incumbents()
  readonly flops = new SizedModels()
  readonly parameters = new SizedModels()
  /** Recorded, and waiting for their turn to count: never more than the run's window. */
  private readonly waiting = new Map<number, EventOf<"EvaluationRecorded">>()

  see(event: Event): this {
    switch (event.kind) {
      case "EvaluationRecorded":
        this.recorded(event)
        break
      case "FitnessCounted":
        this.turnOf(event.individual)
        break
      case "IndividualTested":
        this.test(event)
        break
      default:
        this.lived(event)
    }
    return this
  }

  private lived(event: Event): void {
    switch (event.kind) {
      case "RunStarted":
        this.started = event
        this.cycles = event.config.cycles
        break
      case "RunResumed":
        this.status = "running"
        this.cycles = event.cycles
        break
      case "RunStopped":
        this.status = "stopped"
        break
      case "RunFinished":
        this.status = "finished"
        break
    }
  }

  private recorded(event: EventOf<"EvaluationRecorded">): void {
    if (this.started?.config.schedule === "deterministic") this.waiting.set(event.individual, event)
    else this.count(event)
  }

  private turnOf(individual: number): void {
    const event = this.waiting.get(individual)
    this.waiting.delete(individual)
    if (event !== undefined) this.count(event)
  }

  private count({ individual, fitness, measures }: EventOf<"EvaluationRecorded">): void {
    this.models++
    if (measures.test !== undefined) this.testMeasure = "test"
    else if (measures.true !== undefined) this.testMeasure = "true"
    const test = measures.test ?? measures.true ?? null
    this.incumbents.see({ models: this.models, individual, fitness, test })
    this.flops.see(measures.flops, fitness)
    this.parameters.see(measures.parameters, fitness)
  }

  private test({ individual, measures }: EventOf<"IndividualTested">): void {
    if (measures.test !== undefined) this.tested = { individual, test: measures.test }
  }
}
