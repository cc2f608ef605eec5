/**
 * Trains one genome again with other seeds, under its run's own evaluator and trainers, and writes each result into the
 * run's log as it comes. As the one writer of the log it works only on a run that no process drives; what is done when
 * it is interrupted stays.
 */
import { Clock, Deferred, Effect, Queue, type Scope } from "effect"
import type { Command } from "../domain/command.ts"
import { decide } from "../domain/decide.ts"
import type { EventOf } from "../domain/event.ts"
import { evolve } from "../domain/evolve.ts"
import type { Seed } from "../domain/random-stream.ts"
import type { EventLogShape } from "../log/event-log.ts"
import { rebuild, WHOLE_LOG } from "../log/rebuild.ts"
import type { EvaluationProgress } from "../trainers/evaluator.ts"
import {
  type Assignment,
  type Outcome,
  type Trainer,
  type TrainerReport,
  TrainerUnavailable,
  type Verdict
} from "../trainers/trainer.ts"
import type { ReevaluationPlan } from "./reevaluation-plan.ts"
import { makeTrainers } from "./trainers.ts"

type Reevaluated = EventOf<"IndividualReevaluated">

/** Those who want to see it at work. */
export interface ReevaluationSpectators {
  readonly onResult: (result: Reevaluated) => void
  readonly onProgress: (trainer: string, progress: EvaluationProgress) => void
}

/** What one of the trainers has to say, and whom to tell whether it counts. */
interface Heard {
  readonly desk: Desk
  readonly report: TrainerReport
  readonly reply: Deferred.Deferred<Verdict>
}

/** One trainer, and the seed that it is training with. */
interface Desk {
  readonly trainer: Trainer
  readonly hand: (assignment: Assignment) => Effect.Effect<void>
  device: string
  seed: Seed | undefined
}

export const reevaluate = (log: EventLogShape, plan: ReevaluationPlan, spectators: ReevaluationSpectators) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { config, entry, seeds } = plan
      const record = yield* recorder(log, plan)
      const trainers = yield* makeTrainers({
        config,
        count: Math.min(config.trainers, seeds.length),
        weightsFolder: log.weightsFolder
      }).pipe(
        Effect.mapError(({ message }) => new TrainerUnavailable({ message: `${entry.name}: ${message}` }))
      )
      const inbox = yield* Queue.unbounded<Heard>()
      yield* Effect.forEach(trainers, (trainer) => openDesk(trainer, inbox), { discard: true })
      const office = new Office(plan, spectators, record)
      while (!office.isDone) yield* office.hear(yield* Queue.take(inbox))
    })
  )

type Record = (command: Omit<Reevaluated, "kind">) => ReturnType<typeof append>

/** Takes the right to write, and gives what writes one result down. */
const recorder = Effect.fnUntraced(function* (log: EventLogShape, { entry }: ReevaluationPlan) {
  const writer = yield* log.write(entry.run)
  let state = yield* rebuild(log, entry.run, WHOLE_LOG)
  return (found: Omit<Reevaluated, "kind">) => {
    const command: Command = { ...found, kind: "RecordReevaluation" }
    const events = decide(state, command)
    const expected = state.seq
    for (const event of events) state = evolve(state, event)
    return append(writer, events, expected)
  }
})

const append = (
  writer: Effect.Success<ReturnType<EventLogShape["write"]>>,
  events: ReturnType<typeof decide>,
  expected: number
) =>
  Effect.flatMap(Clock.currentTimeMillis, (at) => writer.append(events, { expected, at })).pipe(
    Effect.as(events)
  )

const openDesk = (
  trainer: Trainer,
  inbox: Queue.Queue<Heard>
): Effect.Effect<void, TrainerUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    const made = yield* Deferred.make<Desk>()
    const hear = (report: TrainerReport): Effect.Effect<Verdict> =>
      Effect.gen(function* () {
        // A trainer may speak before its desk is there.
        const desk = yield* Deferred.await(made)
        const reply = yield* Deferred.make<Verdict>()
        yield* Queue.offer(inbox, { desk, report, reply })
        return yield* Deferred.await(reply)
      })
    const hand = yield* trainer.open(hear)
    yield* Deferred.succeed(made, { trainer, hand, device: "unknown", seed: undefined })
  })

class Office {
  private readonly plan: ReevaluationPlan
  private readonly spectators: ReevaluationSpectators
  private readonly record: Record
  private readonly waiting: Seed[]
  private open: number
  private readonly losses = new Map<Seed, number>()

  constructor(plan: ReevaluationPlan, spectators: ReevaluationSpectators, record: Record) {
    this.plan = plan
    this.spectators = spectators
    this.record = record
    this.waiting = [...plan.seeds]
    this.open = plan.seeds.length
  }

  get isDone(): boolean {
    return this.open === 0
  }

  hear({ desk, report, reply }: Heard) {
    return Effect.flatMap(this.receive(desk, report), (verdict) => Deferred.succeed(reply, verdict))
  }

  private receive(desk: Desk, report: TrainerReport) {
    return Effect.gen({ self: this }, function* () {
      switch (report.kind) {
        case "ready":
          desk.device = report.device
          yield* this.lost(desk, "it asked for other work")
          yield* this.assign(desk)
          return "accepted" as const
        case "progress":
          if (report.progress !== null) this.spectators.onProgress(desk.trainer.name, report.progress)
          return desk.seed === undefined ? ("refused" as const) : ("accepted" as const)
        case "ended":
          return yield* this.ended(desk, report)
        case "gone":
          yield* this.lost(desk, report.reason)
          return "accepted" as const
        case "unfit":
          return yield* new TrainerUnavailable({ message: report.reason })
      }
    })
  }

  private ended(
    desk: Desk,
    { assignment, outcome, isFree }: Extract<TrainerReport, { readonly kind: "ended" }>
  ) {
    return Effect.gen({ self: this }, function* () {
      const { seed } = assignment.task
      if (desk.seed !== seed) return "refused" as const
      desk.seed = undefined
      yield* this.write(desk, seed, outcome)
      if (isFree) yield* this.assign(desk)
      return "accepted" as const
    })
  }

  private assign(desk: Desk): Effect.Effect<void> {
    const seed = this.waiting.shift()
    if (seed === undefined) return Effect.void
    const { individual, genome, inherits } = this.plan.life
    desk.seed = seed
    const task = { individual, genome, seed, ...(inherits === null ? {} : { weights: inherits }) }
    return desk.hand({ lease: null, purpose: "evaluate", task })
  }

  /** Its seed is tried again, unless it may be what kills the trainers. */
  private lost(desk: Desk, reason: string) {
    return Effect.suspend(() => {
      const { seed } = desk
      if (seed === undefined) return Effect.void
      desk.seed = undefined
      const losses = (this.losses.get(seed) ?? 0) + 1
      this.losses.set(seed, losses)
      if (losses >= this.plan.config.limits.lossesMax)
        return this.write(desk, seed, {
          kind: "failed",
          reason: `its trainer was lost ${losses} times: ${reason}`
        })
      this.waiting.unshift(seed)
      return Effect.void
    })
  }

  private write(desk: Desk, seed: Seed, outcome: Outcome) {
    return Effect.gen({ self: this }, function* () {
      const { individual } = this.plan.life
      const found = {
        device: desk.device,
        individual,
        seed,
        trainer: desk.trainer.name,
        ...resultOf(outcome)
      }
      const [event] = yield* this.record(found)
      if (event?.kind !== "IndividualReevaluated")
        return yield* Effect.die(new Error(`a result of individual ${individual} was refused by its own log`))
      this.open--
      this.spectators.onResult(event)
    })
  }
}

type Result = Pick<
  Reevaluated,
  "durationMs" | "fitness" | "measures" | "reason" | "curve" | "resources" | "weights"
>

const resultOf = (outcome: Outcome): Result => {
  if (outcome.kind === "failed") return { durationMs: 0, fitness: null, measures: {}, reason: outcome.reason }
  const { durationMs, measurement } = outcome
  const { fitness, measures, curve, resources, weights } = measurement
  if (!Number.isFinite(fitness))
    return { durationMs, fitness: null, measures: {}, reason: `the evaluation gave ${fitness} as fitness` }
  return {
    ...(curve === undefined ? {} : { curve }),
    durationMs,
    fitness,
    measures,
    ...(resources === undefined ? {} : { resources }),
    ...(weights === undefined ? {} : { weights })
  }
}
