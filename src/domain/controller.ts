/**
 * The port of a controller: what reinforcement learning puts in the place of a population's memory. It samples
 * the decisions that make a genome, and learns from batches of them (Zoph et al. 2018; Ying et al. 2019).
 * It is a pure function of its parameters, which are one flat vector: the weights, and whatever its optimiser
 * remembers. So an update can be decided again by a verification, and must give the same parameters to the bit.
 */
import type { RandomStream } from "./random-stream.ts"

export interface Sampled {
  /** One option for each decision of the space's coding. */
  readonly decisions: readonly number[]
  /** The logarithm of the probability that these parameters gave to them. */
  readonly logProbability: number
}

/** A sample whose fitness is known. */
export interface Experience extends Sampled {
  /** The fitness less the baseline. */
  readonly advantage: number
}

export interface Learned {
  readonly parameters: Float64Array
  /** What there is to see of the update, such as `loss` and `entropy`. Finite numbers. */
  readonly figures: Readonly<Record<string, number>>
}

export interface Controller {
  /** The parameters before the first update. */
  readonly initial: (stream: RandomStream) => Float64Array
  readonly sample: (parameters: Float64Array, stream: RandomStream) => Sampled
  /** Learns from a batch of at least one; `parameters` are left as they are. */
  readonly update: (parameters: Float64Array, batch: readonly Experience[]) => Learned
}
