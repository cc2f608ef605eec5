/**
 * What a person's module exports for an evaluator: `export const evaluator = (options): UserEvaluator => …`. It is the
 * port `Evaluator` in plain functions, async or not; nobody needs to know Effect for it.
 */
import type { Json } from "../../domain/canonical-json.ts"
import type { Genome } from "../../domain/space.ts"

export interface UserTask<G extends Genome> {
  /** A copy, which may be changed. */
  readonly genome: G
  /** An integer of at least 1, the individual's own: all chance should come from it, so that a repetition agrees. */
  readonly seed: number
  readonly individual: number
}

export interface UserMeasurement {
  /** A finite number; higher is better. */
  readonly fitness: number
  /** Finite numbers, recorded beside the fitness; they never steer. */
  readonly measures?: Readonly<Record<string, number>>
}

/** Says how far the evaluation has come: `done` of `total`, with figures for people to watch. */
export type UserReport = (done: number, total: number, figures?: Readonly<Record<string, number>>) => void

export interface UserEvaluator<G extends Genome = Genome> {
  /** What computes, in words for the log; “module” where it is left out. */
  readonly device?: string
  /** The fitness, alone or with measures. What it throws makes the evaluation fail, with the error's message as the reason. */
  readonly evaluate: (
    task: UserTask<G>,
    report: UserReport
  ) => number | UserMeasurement | Promise<number | UserMeasurement>
}

/** What `evaluator` in a module is; it may be async, to load a data set for instance. */
export type UserEvaluatorFactory<G extends Genome = Genome> = (
  options: Readonly<Record<string, Json>>
) => UserEvaluator<G> | Promise<UserEvaluator<G>>
