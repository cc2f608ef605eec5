/**
 * The port of an evaluator: it measures one genome. An evaluator runs inside a trainer, which may be a fiber
 * of this process (synthetic, table) or an operating system process of its own (real training).
 * It never sees the log or the population, and everything random in it comes from the individual's own seed,
 * so that a second attempt at the same individual gives the same numbers.
 */
import { type Effect, Schema } from "effect"
import type { Genome } from "../domain/space.ts"
import type { EvaluatorUnavailable } from "./evaluator-unavailable.ts"

/** What is asked of an evaluator: one individual's genome and its training seed (an integer >= 1). */
export interface EvaluationTask {
  readonly individual: number
  readonly genome: Genome
  readonly seed: number
  /** The content name of the weights that it may inherit, its parent's; absent where there are none. */
  readonly weights?: string | undefined
}

/** How far an evaluation has come: `done` of `total` steps, with figures such as the loss for people to watch. */
export interface EvaluationProgress {
  readonly done: number
  readonly total: number
  readonly figures: Readonly<Record<string, number>>
}

/**
 * A learning curve: lists of numbers by name. Those of one kind of point are of one length: `epoch`, `trainLoss`,
 * `learningRate`, `seconds` since the beginning; and `validationEpoch` with `validation`, an accuracy in [0, 1].
 */
export type Curve = Readonly<Record<string, readonly number[]>>

/**
 * What an evaluation found. `fitness` steers the search: higher is better, accuracies are in [0, 1].
 * `measures` are recorded beside it and never steer (a table's test accuracy, the number of parameters, …).
 */
export interface Measurement {
  readonly fitness: number
  readonly measures: Readonly<Record<string, number>>
  /** The content name (SHA-256) of the file with the weights that the training ended with, where it keeps them. */
  readonly weights?: string | undefined
  /** How the training went, epoch by epoch. */
  readonly curve?: Curve | undefined
  /**
   * What it took of the machine (`imagesPerSecond`, `peakMemoryMiB`): other each time, so nothing decides by them and
   * they are no measures.
   */
  readonly resources?: Readonly<Record<string, number>> | undefined
}

/** The genome could not be evaluated: it does not fit, it diverged, it is not in the table. Not a lost trainer. */
export class EvaluationError extends Schema.TaggedError<EvaluationError>()("EvaluationError", {
  reason: Schema.String
}) {}

/** Of this one genome, or of the evaluator, which then can evaluate nothing any more. */
export type EvaluationFailure = EvaluationError | EvaluatorUnavailable

export interface Evaluator {
  /** What computes, in words for the log: "inline", "wasm", "CUDA device 0", … */
  readonly device: string
  readonly evaluate: (
    task: EvaluationTask,
    report: (progress: EvaluationProgress) => Effect.Effect<void>
  ) => Effect.Effect<Measurement, EvaluationFailure>
  /**
   * Measures a chosen individual on data that the search never sees, once, after the search. Absent where
   * there is no such data. `measures` holds at least `test` (accuracy in [0, 1]) and `validation` (the
   * fitness that this training reached, which a deterministic evaluator reproduces exactly).
   */
  readonly test?: (
    task: EvaluationTask,
    report: (progress: EvaluationProgress) => Effect.Effect<void>
  ) => Effect.Effect<Measurement, EvaluationFailure>
}
