/**
 * The dispatcher keeps, for the Population, who waits for a trainer and which trainers are free, and matches
 * them: those born first go first. It is memory only; a restart rebuilds it from the folded state.
 */
import type { Event } from "../domain/event.ts"
import { needsEvaluation, type Pending, type RunState } from "../domain/run-state.ts"
import type { EvaluationTask } from "../trainers/evaluator.ts"
import type { Purpose } from "../trainers/trainer.ts"
import type { ReadyTrainer } from "./messages.ts"

export interface Match {
  readonly trainer: ReadyTrainer
  readonly purpose: Purpose
  readonly task: EvaluationTask
}

/** A test that loses its trainer is tried again so often; one that fails by itself is not. */
const TEST_ATTEMPTS_MAX = 3

export class Dispatcher {
  private readonly free = new Map<string, ReadyTrainer>()
  private readonly waiting: number[]
  private test: "open" | "under way" | "closed" = "open"
  private testAttempts = 0
  private stopped = false

  constructor(state: RunState) {
    this.waiting = [...state.pending.values()]
      // Leases that are open here belong to a process that is gone; the resumption is about to void them.
      .filter((pending) => pending.fitness === null)
      .map((pending) => pending.individual)
      .sort((a, b) => a - b)
  }

  trainerReady(trainer: ReadyTrainer): void {
    this.free.set(trainer.ref.name, trainer)
  }

  trainerGone(name: string): void {
    this.free.delete(name)
  }

  stop(): void {
    this.stopped = true
  }

  testEnded(outcome: "measured" | "failed" | "lost"): void {
    this.test = outcome === "lost" && this.testAttempts < TEST_ATTEMPTS_MAX ? "open" : "closed"
  }

  sawEvent(event: Event, state: RunState): void {
    if (event.kind === "IndividualBorn") this.waiting.push(event.individual)
    // Whoever has lost a trainer goes to the front: others may be waiting for it to count.
    if (event.kind === "EvaluationFailed" && state.pending.has(event.individual))
      this.waiting.unshift(event.individual)
  }

  /** The next match, taken off both lists; undefined when nobody waits or no trainer is free. */
  next(state: RunState): Match | undefined {
    if (this.stopped) return undefined
    const [trainer] = this.free.values()
    if (trainer === undefined) return undefined
    const match = this.nextEvaluation(state, trainer) ?? this.nextTest(state)
    if (match !== undefined) this.free.delete(match.trainer.ref.name)
    return match
  }

  private nextEvaluation(state: RunState, trainer: ReadyTrainer): Match | undefined {
    const pending = this.firstInLine(state)
    if (pending === undefined) return undefined
    const { genome, inherits, trainingSeed } = pending
    return {
      trainer,
      purpose: "evaluate",
      task: { individual: pending.individual, genome, seed: trainingSeed, weights: inherits }
    }
  }

  /** Some who stand in the line need no trainer any more: they have died, or wait to die of infertility. */
  private firstInLine(state: RunState): Pending | undefined {
    for (let individual = this.waiting.shift(); individual !== undefined; individual = this.waiting.shift()) {
      const pending = state.pending.get(individual)
      if (pending !== undefined && needsEvaluation(state, pending)) return pending
    }
    return undefined
  }

  private nextTest(state: RunState): Match | undefined {
    if (!this.wantsTest(state) || this.test !== "open" || state.best === null) return undefined
    const trainer = [...this.free.values()].find((candidate) => candidate.canTest)
    if (trainer === undefined) return undefined
    this.test = "under way"
    this.testAttempts++
    const { individual, genome, inherits, trainingSeed } = state.best
    return { trainer, purpose: "test", task: { individual, genome, seed: trainingSeed, weights: inherits } }
  }

  private wantsTest(state: RunState): boolean {
    return state.status === "finished" && state.tested === null && state.best !== null
  }

  /** Whether there is nothing left to do: the run is finished, and tested where it can be. */
  isDone(state: RunState, canTest: boolean): boolean {
    if (state.status !== "finished") return false
    return !canTest || !this.wantsTest(state) || this.test === "closed"
  }
}
