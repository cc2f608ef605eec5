/**
 * What the fold remembers of a controller: how often it was updated, to which parameters, and the samples whose
 * fitness has counted since. Runs without a controller never leave the first state.
 */
import type { Sampled } from "./controller.ts"

/** A sample that waits to be learnt from. */
export interface Reward extends Sampled {
  readonly individual: number
  readonly fitness: number
}

export interface ControllerState {
  readonly updates: number
  /** The moving average of the fitness that samples are compared with; null before the first update. */
  readonly baseline: number | null
  /** SHA-256 of the parameters; null before the first update, when they follow from the run's seed. */
  readonly parametersHash: string | null
  /** The parameters themselves, where they are few enough to stand in the log. */
  readonly parameters: readonly number[] | null
  readonly batch: readonly Reward[]
}

export const untaughtController = (): ControllerState => ({
  updates: 0,
  baseline: null,
  parametersHash: null,
  parameters: null,
  batch: []
})
