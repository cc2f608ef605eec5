/**
 * The port of a trainer: something that takes one assignment at a time and says what became of it. It may be a
 * fiber of this process (`inline-trainer.ts`), an operating system process that dials in (`process-trainer.ts`),
 * or, in simulations, a thing that crashes, hangs, and answers late or twice.
 */
import { type Effect, Schema, type Scope } from "effect"
import type { EvaluationProgress, EvaluationTask, Measurement } from "./evaluator.ts"

/** `evaluate` gives a fitness to the search; `test` measures the chosen network on data that the search never saw. */
export type Purpose = "evaluate" | "test"

export interface Assignment {
  /** The fencing token: the sequence number of `EvaluationStarted` in the log. Null where no lease is needed. */
  readonly lease: number | null
  readonly purpose: Purpose
  readonly task: EvaluationTask
}

export type Outcome =
  | { readonly kind: "measured"; readonly measurement: Measurement; readonly durationMs: number }
  /** The evaluation itself failed; the trainer is well. */
  | { readonly kind: "failed"; readonly reason: string }

export type TrainerReport =
  /** It can take an assignment. */
  | { readonly kind: "ready"; readonly device: string }
  /** It is alive and this far; also its heartbeat. */
  | { readonly kind: "progress"; readonly lease: number | null; readonly progress: EvaluationProgress | null }
  /** It has finished; `isFree` where it is ready again at once, so that it need not say so by itself. */
  | {
      readonly kind: "ended"
      readonly assignment: Assignment
      readonly outcome: Outcome
      readonly isFree: boolean
    }
  /** It has died or cannot be reached; whatever it was doing is lost. */
  | { readonly kind: "gone"; readonly reason: string }
  /** It can never evaluate anything here: no backend, no data, gradients that are wrong. The run must end. */
  | { readonly kind: "unfit"; readonly reason: string }

/** Whether what a trainer reported counts. A refused one must drop its assignment. */
export type Verdict = "accepted" | "refused"

/** No trainer can be had at all: the sentence says why and what to do. */
export class TrainerUnavailable extends Schema.TaggedError<TrainerUnavailable>()("TrainerUnavailable", {
  message: Schema.String
}) {}

export interface Trainer {
  readonly name: string
  /** Whether it can be lost on its own, so that its evaluations need a lease in the log. */
  readonly leased: boolean
  /** Whether it can test a chosen individual on held-out data. */
  readonly canTest: boolean
  /**
   * Opens the trainer for the length of the scope. It reports through `hear`, first that it is ready; what it
   * gives back hands it an assignment and returns at once or, for inline trainers, when it is done.
   */
  readonly open: (
    hear: (report: TrainerReport) => Effect.Effect<Verdict>
  ) => Effect.Effect<(assignment: Assignment) => Effect.Effect<void>, TrainerUnavailable, Scope.Scope>
}
