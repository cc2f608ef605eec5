/**
 * A choice among a few options whose probabilities are the softmax of as many logits. Logarithms throughout, so
 * that neither a large logit nor an improbable option is lost; sums run from the first option to the last, so
 * that the same logits give the same bits everywhere.
 */
import type { RandomStream } from "./random-stream.ts"

/** The logarithms of the softmax of `logits`, which are at least one and finite. */
export const logSoftmax = (logits: ArrayLike<number>): Float64Array => {
  let largest = Number.NEGATIVE_INFINITY
  for (let option = 0; option < logits.length; option++) largest = Math.max(largest, logits[option] ?? 0)
  let sum = 0
  for (let option = 0; option < logits.length; option++) sum += Math.exp((logits[option] ?? 0) - largest)
  const logSum = largest + Math.log(sum)
  return Float64Array.from({ length: logits.length }, (_, option) => (logits[option] ?? 0) - logSum)
}

/** Draws an option with the given probabilities; takes one number of the stream. */
export const drawOption = (logProbabilities: Float64Array, stream: RandomStream): number => {
  const drawn = stream.unit()
  let cumulative = 0
  let possible = 0
  for (const [option, logProbability] of logProbabilities.entries()) {
    const probability = Math.exp(logProbability)
    cumulative += probability
    if (drawn < cumulative) return option
    if (probability > 0) possible = option
  }
  // The sum may be a rounding error below 1, and the draw above it.
  return possible
}

/** In nats. */
export const entropyOf = (logProbabilities: Float64Array): number => {
  let entropy = 0
  for (const logProbability of logProbabilities) entropy -= Math.exp(logProbability) * logProbability
  return entropy
}
