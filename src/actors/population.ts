/**
 * The Population: sole owner of the run's state and sole writer of its log. It takes its whole mailbox at once,
 * lets the domain decide what each message means and what follows, appends all of it in one transaction, and
 * only then tells anybody. Nothing is acknowledged before it is on disk.
 */
import { Clock, Deferred, Effect } from "effect"
import type { Rules } from "../domain/breeding.ts"
import type { Command } from "../domain/command.ts"
import { type Consequence, consequenceOf } from "../domain/consequence.ts"
import { decide } from "../domain/decide.ts"
import type { Event } from "../domain/event.ts"
import { evolve } from "../domain/evolve.ts"
import { checkInvariants } from "../domain/invariants.ts"
import { type RunState, situationOf } from "../domain/run-state.ts"
import type {
  AppendFailed,
  EventLogShape,
  LogCorrupt,
  LogUnavailable,
  LogWriter,
  RecordedEvent
} from "../log/event-log.ts"
import { rebuild, snapshotOf, WHOLE_LOG } from "../log/rebuild.ts"
import type { Assignment } from "../trainers/trainer.ts"
import type { ActorFailed, ActorRef, Behaviour, Reply } from "./actor.ts"
import { Dispatcher } from "./dispatcher.ts"
import { type AssignmentEnded, evaluationCommand, testCommand } from "./ended-assignment.ts"
import type { PopulationMessage, SelectorMessage } from "./messages.ts"
import { relearn } from "./relearn.ts"

export type PopulationError = AppendFailed | LogUnavailable | LogCorrupt | ActorFailed

export interface PopulationOptions {
  readonly log: EventLogShape
  readonly writer: LogWriter
  readonly rules: Rules
  readonly selector: ActorRef<SelectorMessage>
  /** The command that opens this life: `Start` on an empty log, `Resume` on any other. */
  readonly opening: (state: RunState) => Command | undefined
  /** Told of what has been appended, once it is on disk. */
  readonly publish: (events: readonly RecordedEvent[], state: RunState) => void
  /** Completed when the run is finished and, where it can be, its best network is tested. */
  readonly done: Deferred.Deferred<RunState>
  readonly snapshotEvery: number
  /** Whether invariants are checked after every event. */
  readonly checked: boolean
  /** Whether there is a trainer that can test the best network at the end. */
  readonly canTest: boolean
}

const CHILD_RETRIES = 3

export const population = (options: PopulationOptions): Behaviour<PopulationMessage, PopulationError> => ({
  name: "population",
  start: () =>
    Effect.gen(function* () {
      const state = yield* rebuild(options.log, options.writer.run, WHOLE_LOG)
      yield* relearn(options, options.writer.run, state)
      const life = new Life(options, state)
      yield* life.begin
      return life.receive
    })
})

/** One life of the actor, from a fold of the log to a crash or the end of the run. */
class Life {
  private readonly options: PopulationOptions
  private state: RunState
  private readonly dispatcher: Dispatcher
  /** Events decided and applied but not yet appended, and what to do once they are. */
  private events: Event[] = []
  private afterCommit: (() => void)[] = []
  private snapshotSeq: number

  constructor(options: PopulationOptions, state: RunState) {
    this.options = options
    this.state = state
    this.snapshotSeq = state.seq
    this.dispatcher = new Dispatcher(state)
  }

  get begin(): Effect.Effect<void, PopulationError> {
    const command = this.options.opening(this.state)
    if (command !== undefined) this.obey(command)
    return this.settle().pipe(Effect.andThen(Effect.suspend(() => this.commit())))
  }

  readonly receive = (batch: readonly PopulationMessage[]): Effect.Effect<void, PopulationError> =>
    Effect.forEach(batch, (message) => this.handle(message), { discard: true }).pipe(
      Effect.andThen(Effect.suspend(() => this.commit()))
    )

  private handle(message: PopulationMessage): Effect.Effect<void, PopulationError> {
    switch (message.kind) {
      case "TrainerReady":
        this.dispatcher.trainerReady(message.trainer)
        return Effect.void
      case "TrainerGone":
        this.dispatcher.trainerGone(message.name)
        return Effect.void
      case "AssignmentEnded":
        return this.assignmentEnded(message)
      case "Stop":
        this.obey({ kind: "Stop", reason: message.reason })
        this.dispatcher.stop()
        this.later(message.reply, undefined)
        return Effect.void
    }
  }

  private assignmentEnded(message: AssignmentEnded): Effect.Effect<void, PopulationError> {
    const { assignment, outcome, reply } = message
    if (assignment.purpose === "test") this.dispatcher.testEnded(outcome.kind)
    const command = assignment.purpose === "test" ? testCommand(message) : evaluationCommand(message)
    const events = command === undefined ? [] : this.obey(command)
    const refused = events.length === 0 || events[0]?.kind === "EvaluationRefused"
    if (reply !== undefined) this.later(reply, refused ? "refused" : "accepted")
    return refused ? Effect.void : this.settle()
  }

  private obey(command: Command): readonly Event[] {
    const events = decide(this.state, command)
    for (const event of events) this.apply(event)
    return events
  }

  private apply(event: Event): void {
    this.state = evolve(this.state, event)
    this.events.push(event)
    this.dispatcher.sawEvent(event, this.state)
    if (this.options.checked) checkInvariants(this.state)
  }

  private later<A>(reply: Reply<A>, value: A): void {
    this.afterCommit.push(() => reply.give(value))
  }

  /** Lets everything happen that follows from the state by the rules. */
  private settle(): Effect.Effect<void, PopulationError> {
    const rules = this.options.rules
    return Effect.suspend(() => {
      let next = consequenceOf(this.state, rules)
      while (next !== undefined && next.kind !== "BirthDue") {
        this.apply(next)
        next = consequenceOf(this.state, rules)
      }
      return next === undefined ? Effect.void : Effect.andThen(this.bear(next), this.settle())
    })
  }

  /** Asks the Selector for a child; the population does not change before it has come. */
  private bear({
    individual
  }: Extract<Consequence, { kind: "BirthDue" }>): Effect.Effect<void, PopulationError> {
    return this.options.selector
      .ask<Extract<Event, { kind: "IndividualBorn" }>>((reply) => ({
        kind: "ChooseParent",
        individual,
        situation: situationOf(this.state),
        reply
      }))
      .pipe(
        Effect.retry({ times: CHILD_RETRIES }),
        Effect.map((born) => this.apply(born))
      )
  }

  private commit(): Effect.Effect<void, PopulationError> {
    return Effect.gen({ self: this }, function* () {
      const handovers = this.assignWaiting()
      if (this.events.length > 0) yield* this.append()
      for (const act of this.afterCommit) act()
      this.afterCommit = []
      for (const { trainer, assignment } of handovers)
        yield* trainer.ref.tell({ kind: "Assign", turn: trainer.turn, assignment })
      if (this.dispatcher.isDone(this.state, this.options.canTest))
        yield* Deferred.succeed(this.options.done, this.state)
    })
  }

  private *pairs() {
    for (
      let pair = this.dispatcher.next(this.state);
      pair !== undefined;
      pair = this.dispatcher.next(this.state)
    )
      yield pair
  }

  /** Matches those who wait with trainers that are free; a lease is an event, so this comes before the append. */
  private assignWaiting() {
    const handovers = []
    for (const { trainer, purpose, task } of this.pairs()) {
      let lease: number | null = null
      if (purpose === "evaluate" && trainer.leased) {
        this.obey({
          kind: "BeginEvaluation",
          individual: task.individual,
          trainer: trainer.ref.name,
          device: trainer.device
        })
        lease = this.state.seq
      }
      const assignment: Assignment = { lease, purpose, task }
      handovers.push({ trainer, assignment })
    }
    return handovers
  }

  private append(): Effect.Effect<void, PopulationError> {
    return Effect.gen({ self: this }, function* () {
      const at = yield* Clock.currentTimeMillis
      const { events, state } = this
      const expected = state.seq - events.length
      yield* this.options.writer.append(events, { expected, at })
      this.events = []
      this.options.publish(
        events.map((event, index) => ({ seq: expected + 1 + index, at, event })),
        state
      )
      if (state.seq - this.snapshotSeq >= this.options.snapshotEvery) {
        this.snapshotSeq = state.seq
        yield* this.options.log.keepSnapshot(this.options.writer.run, snapshotOf(state))
      }
    })
  }
}
