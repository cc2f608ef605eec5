/**
 * The Trainer actor: stands between the Population and one trainer. It hands over assignments, watches the lease,
 * and passes results on with the lease they were made under; whether they count is the Population's to say.
 */
import { Clock, Effect, Exit, Scope } from "effect"
import {
  type Assignment,
  type Outcome,
  type Trainer,
  type TrainerReport,
  TrainerUnavailable,
  type Verdict
} from "../trainers/trainer.ts"
import type { ActorRef, Behaviour, Reply } from "./actor.ts"
import type { PopulationMessage, TrainerMessage } from "./messages.ts"

/** Told of every sign of life, for people to watch. */
export type ProgressListener = (
  trainer: string,
  assignment: Assignment,
  report: Extract<TrainerReport, { kind: "progress" }>
) => void

export interface TrainerOptions {
  readonly trainer: Trainer
  readonly population: ActorRef<PopulationMessage>
  /** A trainer silent for so long, in milliseconds, loses its lease. */
  readonly leaseMs: number
  readonly scope: Scope.Scope
  readonly onProgress: ProgressListener | undefined
}

export const trainer = (options: TrainerOptions): Behaviour<TrainerMessage, TrainerUnavailable> => {
  const desk = new Desk(options)
  return { name: options.trainer.name, start: (self) => desk.open(self) }
}

class Desk {
  private readonly options: TrainerOptions
  private held: { readonly assignment: Assignment; lastHeardMs: number } | undefined
  private device = "unknown"
  /**
   * Counts how often the trainer was ready or gone. An assignment may cross with the news that its trainer has
   * died and is back; it was meant for the one that died, and must not be handed to the other beside its own.
   */
  private turn = 0
  /** What this life of the actor has opened; a restart closes it first. */
  private life = Scope.makeUnsafe()
  /** The actor's own address, for what its trainer and its watchdog have to say. */
  private self: ActorRef<TrainerMessage> | undefined
  private hand: (assignment: Assignment) => Effect.Effect<void> = () => Effect.void

  constructor(options: TrainerOptions) {
    this.options = options
  }

  open(self: ActorRef<TrainerMessage>) {
    return Effect.gen({ self: this }, function* () {
      this.self = self
      this.turn++
      yield* this.lose("its actor was restarted")
      yield* Scope.close(this.life, Exit.void)
      this.life = yield* Scope.fork(this.options.scope)
      this.hand = yield* this.options.trainer.open(this.hear).pipe(Scope.provide(this.life))
      return (batch: readonly TrainerMessage[]) => Effect.forEach(batch, this.receive, { discard: true })
    })
  }

  /** The trainer's voice: what it says goes through the mailbox like everything else. */
  private readonly hear = (report: TrainerReport): Effect.Effect<Verdict> =>
    this.address
      .ask<Verdict>((reply) => ({ kind: "Heard", report, reply }))
      .pipe(Effect.catchTag("ActorFailed", () => Effect.succeed<Verdict>("refused")))

  private get address(): ActorRef<TrainerMessage> {
    if (this.self === undefined)
      throw new Error(`${this.options.trainer.name} was used before it was started`)
    return this.self
  }

  private readonly receive = (message: TrainerMessage): Effect.Effect<void, TrainerUnavailable> => {
    switch (message.kind) {
      case "Assign":
        return message.turn === this.turn
          ? this.assign(message.assignment)
          : this.report(message.assignment, { kind: "lost", reason: "it was gone before it could begin" })
      case "Heard":
        return this.heard(message.report, message.reply)
      case "SilenceDue":
        return this.silenceDue(message.assignment)
    }
  }

  private assign(assignment: Assignment): Effect.Effect<void> {
    return Clock.currentTimeMillis.pipe(
      Effect.flatMap((lastHeardMs) => {
        this.held = { assignment, lastHeardMs }
        // A test has no lease in the log, but the trainer that was asked for it can fall silent just the same.
        return this.options.trainer.leased ? this.watch(assignment, this.options.leaseMs) : Effect.void
      }),
      Effect.andThen(Effect.suspend(() => this.hand(assignment)))
    )
  }

  private heard(report: TrainerReport, reply: Reply<Verdict>): Effect.Effect<void, TrainerUnavailable> {
    switch (report.kind) {
      case "ready":
        return this.ready(report.device).pipe(Effect.map(() => reply.give("accepted")))
      case "progress":
        return Effect.map(this.progress(report), (verdict) => reply.give(verdict))
      case "ended":
        return this.ended(report, reply)
      case "unfit":
        return Effect.fail(new TrainerUnavailable({ message: report.reason }))
      case "gone":
        return this.gone(report.reason).pipe(Effect.map(() => reply.give("accepted")))
    }
  }

  private ready(device: string): Effect.Effect<void> {
    this.device = device
    this.turn++
    const { leased, canTest } = this.options.trainer
    const trainer = { ref: this.address, turn: this.turn, device, leased, canTest }
    return Effect.andThen(
      this.lose("it asked for other work"),
      this.options.population.tell({ kind: "TrainerReady", trainer })
    )
  }

  private progress(report: Extract<TrainerReport, { kind: "progress" }>): Effect.Effect<Verdict> {
    const held = this.held
    if (held === undefined || held.assignment.lease !== report.lease) return Effect.succeed("refused")
    this.options.onProgress?.(this.options.trainer.name, held.assignment, report)
    return Effect.map(Clock.currentTimeMillis, (nowMs) => {
      held.lastHeardMs = nowMs
      return "accepted"
    })
  }

  private ended(
    { assignment, outcome, isFree }: Extract<TrainerReport, { kind: "ended" }>,
    reply: Reply<Verdict>
  ): Effect.Effect<void> {
    if (this.held?.assignment.lease === assignment.lease) this.held = undefined
    const reporting = this.report(assignment, outcome, reply)
    return isFree ? Effect.andThen(reporting, this.ready(this.device)) : reporting
  }

  private gone(reason: string): Effect.Effect<void> {
    const { population, trainer } = this.options
    this.turn++
    return Effect.andThen(this.lose(reason), population.tell({ kind: "TrainerGone", name: trainer.name }))
  }

  private lose(reason: string): Effect.Effect<void> {
    if (this.held === undefined) return Effect.void
    const { assignment } = this.held
    this.held = undefined
    return this.report(assignment, { kind: "lost", reason })
  }

  private report(
    assignment: Assignment,
    outcome: Outcome | { readonly kind: "lost"; readonly reason: string },
    reply?: Reply<Verdict>
  ): Effect.Effect<void> {
    const { population, trainer } = this.options
    const from = { trainer: trainer.name, device: this.device }
    return population.tell({ kind: "AssignmentEnded", ...from, assignment, outcome, reply })
  }

  /** Sleeps until the trainer would have been silent for too long, then asks the actor to look, which may send it to sleep again. */
  private watch(assignment: Assignment, sleepMs: number): Effect.Effect<void> {
    return Effect.sleep(sleepMs).pipe(
      Effect.andThen(Effect.suspend(() => this.address.tell({ kind: "SilenceDue", assignment }))),
      Effect.forkIn(this.life),
      Effect.asVoid
    )
  }

  private silenceDue(assignment: Assignment): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      if (this.held?.assignment !== assignment) return
      const silentMs = (yield* Clock.currentTimeMillis) - this.held.lastHeardMs
      const { leaseMs } = this.options
      yield* silentMs >= leaseMs
        ? this.lose(`no sign of life for ${leaseMs} ms`)
        : this.watch(assignment, leaseMs - silentMs)
    })
  }
}
