/**
 * A trainer to whom everything happens that happens to trainers: it answers late, twice or never, crashes,
 * hangs, falls silent, deserts its work, and comes back from before the coordinator's death with an old answer.
 * What becomes of its n-th assignment is drawn from the seed's stream for this trainer and n.
 */
import { Effect, Scope } from "effect"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"
import {
  type Assignment,
  type Outcome,
  type Trainer,
  type TrainerReport,
  TrainerUnavailable,
  type Verdict
} from "../../src/trainers/trainer.ts"
import type { TrainerFault } from "./settings.ts"
import { type Expected, Injected, type World } from "./world.ts"

type Hear = (report: TrainerReport) => Effect.Effect<Verdict>

const fates = [
  "late",
  "twice",
  "crash",
  "crash at once",
  "hang",
  "error",
  "no heartbeat",
  "desert",
  "ready twice",
  "defect"
] as const satisfies readonly TrainerFault[]

type Fate = (typeof fates)[number] | "well"

const READY = { kind: "ready", device: "simulated" } as const

export class ChaoticTrainer implements Trainer {
  readonly name: string
  readonly leased = true
  readonly canTest: boolean
  private readonly world: World
  /** Trainer 0 does not hang for ever, or a simulation could rightly get stuck. */
  private readonly index: number
  private handed = 0
  private opened = 0
  /** What it believes of itself: work handed to it while it is busy is a fault of the engine. */
  private believes: "free" | "busy" | "dead" = "dead"
  /** What it works at; when it has taken up something else, it does not ask for more on behalf of the old. */
  private current: Assignment | undefined
  /** What it has not answered; this process outlives the coordinator's. */
  private unanswered: Assignment[] = []

  constructor(world: World, index: number) {
    this.world = world
    this.index = index
    this.name = `trainer-${index}`
    this.canTest = world.settings.canTest
  }

  readonly open = (hear: Hear) =>
    Effect.gen({ self: this }, function* () {
      const stream = this.stream("opening", this.opened++)
      if (this.world.has("unavailable") && stream.below(16) === 0) {
        this.world.note("unavailable")
        return yield* new TrainerUnavailable({ message: "injected: unavailable" })
      }
      const scope = yield* Scope.Scope
      this.believes = "dead"
      const late = this.unanswered.splice(0)
      if (this.world.has("zombie")) {
        for (const assignment of late) {
          this.world.note("zombie")
          yield* Effect.forkIn(
            Effect.sleep(stream.below(300)).pipe(
              Effect.andThen(this.answer(hear, assignment, this.truth(assignment), "refused"))
            ),
            scope
          )
        }
      }
      yield* Effect.forkIn(Effect.sleep(stream.below(50)).pipe(Effect.andThen(this.ready(hear))), scope)
      return (assignment: Assignment) =>
        Effect.suspend(() => {
          const stream = this.stream("fate", this.handed++)
          const fate = this.drawFate(stream)
          if (this.believes === "busy") {
            this.world.fail(
              `${this.name} was handed individual ${assignment.task.individual} while it was busy`
            )
          }
          // Handed to a process that has just died: its death is being reported, and the work is lost with it.
          if (this.believes === "dead") return Effect.void
          this.believes = "busy"
          this.current = assignment
          if (fate !== "well") this.world.note(fate)
          if (fate === "defect") return Effect.die(new Injected("defect"))
          this.unanswered.push(assignment)
          return Effect.asVoid(Effect.forkIn(this.live(fate, hear, assignment, stream), scope))
        })
    })

  private stream(what: string, index: number): RandomStream {
    return randomStream(this.world.settings.seed, `simulation ${what} of ${this.name}`, index)
  }

  private drawFate(stream: RandomStream): Fate {
    if (stream.below(100) >= this.world.settings.faultPercent) return "well"
    const possible = fates.filter((fate) => this.world.has(fate))
    return possible[stream.below(Math.max(1, possible.length))] ?? "well"
  }

  private truth(assignment: Assignment): Outcome {
    return this.world.truth(assignment.task, this.world.settings.evaluationMs)
  }

  private readonly ready = (hear: Hear): Effect.Effect<void> =>
    Effect.suspend(() => {
      this.believes = "free"
      this.current = undefined
      return Effect.map(hear(READY), (): void => {
        this.believes = "free"
      })
    })

  private readonly gone = (hear: Hear): Effect.Effect<void> =>
    Effect.suspend(() => {
      this.believes = "dead"
      this.current = undefined
      return Effect.asVoid(hear({ kind: "gone", reason: "injected: crash" }))
    })

  private answer(
    hear: Hear,
    assignment: Assignment,
    outcome: Outcome,
    expected: Expected
  ): Effect.Effect<void> {
    return Effect.map(hear({ kind: "ended", assignment, outcome, isFree: false }), (verdict) => {
      this.unanswered = this.unanswered.filter((other) => other !== assignment)
      if (assignment.purpose === "evaluate" && expected === "refused" && verdict === "accepted") {
        this.world.fail(
          `an answer of ${this.name} on individual ${assignment.task.individual} under lease ${assignment.lease} was accepted, and it came late or for the second time`
        )
      }
      this.world.judge(assignment, outcome, verdict)
    })
  }

  /** Works for so long, with a sign of life three times a lease. Gives whether the work is still wanted. */
  private work(hear: Hear, assignment: Assignment, durationMs: number): Effect.Effect<boolean> {
    const beatMs = Math.max(1, Math.floor(this.world.settings.config.limits.leaseMs / 3))
    const { lease } = assignment
    const world = this.world
    const beat = hear({ kind: "progress", lease, progress: null })
    return Effect.gen(function* () {
      for (let leftMs = durationMs; leftMs > 0; leftMs -= beatMs) {
        yield* world.rest(Math.min(leftMs, beatMs))
        if (leftMs > beatMs && (yield* beat) === "refused") return false
      }
      return true
    })
  }

  private live(
    fate: Exclude<Fate, "defect">,
    hear: Hear,
    assignment: Assignment,
    stream: RandomStream
  ): Effect.Effect<void> {
    const { evaluationMs, config } = this.world.settings
    const { leaseMs } = config.limits
    const workMs = 1 + stream.below(evaluationMs)
    const pauseMs = stream.below(2 * leaseMs)
    const truth = this.truth(assignment)
    const error: Outcome = { kind: "failed", reason: "injected: error" }
    const whileCurrent = (effect: Effect.Effect<void>) =>
      Effect.suspend(() => (this.current === assignment ? effect : Effect.void))
    const ready = whileCurrent(this.ready(hear))
    /** It dies, is back after a pause, and asks for work. */
    const crash = (restartMs: number) =>
      this.gone(hear).pipe(Effect.andThen(Effect.sleep(restartMs)), Effect.andThen(this.ready(hear)))
    const instants = Effect.repeat(Effect.yieldNow, { times: stream.below(6) })
    const end = (outcome: Outcome, expected: Expected = "accepted or refused") =>
      this.answer(hear, assignment, outcome, expected)
    const worked = this.work(hear, assignment, workMs)
    const answered = Effect.flatMap(worked, (isWanted) => (isWanted ? end(truth) : Effect.void))
    switch (fate) {
      case "well":
        return Effect.andThen(answered, ready)
      case "late":
        return Effect.sleep(leaseMs + 1 + pauseMs).pipe(
          Effect.andThen(end(truth, "refused")),
          Effect.andThen(ready)
        )
      case "twice": {
        const second = end(truth, "refused")
        const first = Effect.andThen(worked, end(truth))
        return stream.below(2) === 0
          ? first.pipe(Effect.andThen(second), Effect.andThen(ready))
          : first.pipe(Effect.andThen(ready), Effect.andThen(Effect.sleep(pauseMs)), Effect.andThen(second))
      }
      case "crash":
        return Effect.andThen(this.world.rest(workMs), whileCurrent(crash(pauseMs)))
      case "crash at once":
        // The process dies as soon as it is ready again, and is back before anything else has happened.
        return crash(0).pipe(Effect.andThen(instants), Effect.andThen(crash(0)))
      case "hang":
        return this.index > 0 && stream.below(2) === 0
          ? Effect.void
          : Effect.andThen(Effect.sleep(10 * leaseMs), whileCurrent(crash(0)))
      case "error":
        return worked.pipe(Effect.andThen(end(error)), Effect.andThen(ready))
      case "no heartbeat":
        return this.world.rest(workMs).pipe(Effect.andThen(end(truth)), Effect.andThen(ready))
      case "desert":
        return this.world.rest(workMs).pipe(Effect.andThen(ready))
      case "ready twice":
        return answered.pipe(
          Effect.andThen(
            whileCurrent(Effect.andThen(Effect.andThen(this.ready(hear), instants), this.ready(hear)))
          )
        )
    }
  }
}
