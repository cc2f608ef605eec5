/**
 * What the parts of one simulation share: its settings, the truth about every genome, and a tally of the faults
 * that really happened.
 */
import { Effect, Latch } from "effect"
import { randomStream } from "../../src/domain/random-stream.ts"
import type { EvaluationTask } from "../../src/trainers/evaluator.ts"
import type { Assignment, Outcome, Verdict } from "../../src/trainers/trainer.ts"
import { toyFitness } from "../fixtures/toy-space.ts"
import type { CoordinatorFault, Fault, Settings, TrainerFault } from "./settings.ts"

/** How a trainer's fate for one answer constrains what the engine may say to it. */
export type Expected = "accepted or refused" | "refused"

export class SimulationFailed extends Error {}

/** A crash that the simulation itself has caused; any other crash is a bug. */
export class Injected extends Error {
  constructor(what: CoordinatorFault | TrainerFault) {
    super(`injected: ${what}`)
  }
}

export class World {
  readonly settings: Settings
  readonly happened = new Map<Fault, number>()
  /** Told of every verdict, to hold it against the log. */
  judge: (assignment: Assignment, outcome: Outcome, verdict: Verdict) => void = () => undefined
  private readonly impatience = Latch.makeUnsafe(false)
  private failure: SimulationFailed | undefined

  constructor(settings: Settings) {
    this.settings = settings
  }

  has(fault: Fault): boolean {
    return this.settings.faults.has(fault)
  }

  note(fault: Fault): void {
    this.happened.set(fault, (this.happened.get(fault) ?? 0) + 1)
  }

  /** Remembers the first thing that was not as it must be; trainers cannot throw it through the engine. */
  fail(what: string): void {
    this.failure ??= new SimulationFailed(what)
  }

  /** Checks something from inside the engine, where an exception would be taken for a crash and survived. */
  holding(check: () => void): void {
    try {
      check()
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error))
    }
  }

  /** Lets so much time pass, or less where there is a rush. */
  rest(durationMs: number): Effect.Effect<void> {
    return Effect.raceFirst(Effect.sleep(durationMs), this.impatience.await)
  }

  /** All who work are done in this very instant: otherwise the clock lets one thing happen after another. */
  rush(): void {
    if (!this.has("rush")) return
    this.note("rush")
    this.impatience.openUnsafe()
    this.impatience.closeUnsafe()
  }

  check(): void {
    if (this.failure !== undefined) throw this.failure
  }

  /** What an evaluation finds: it depends on genome and training seed alone. */
  truth(task: EvaluationTask, durationMs: number): Outcome {
    const fertility = this.settings.sterile ? randomStream(task.seed, "sterile", 0).below(10) : 9
    if (fertility === 0) return { kind: "failed", reason: "this genome cannot be evaluated" }
    // A training that diverges gives NaN, and not all who measure it look.
    const fitness = fertility === 1 ? Number.NaN : toyFitness(task.genome, task.seed)
    return {
      kind: "measured",
      measurement: { fitness, measures: { test: 0.5, negative: (1 - fitness) ** 2 } },
      durationMs
    }
  }
}
