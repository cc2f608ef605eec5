/**
 * The controller without a memory: every decision has a distribution of its own, independent of the others,
 * and REINFORCE (Williams 1992) moves its logits. It stands for reinforcement learning in the comparison of
 * NAS-Bench-101 (Ying et al. 2019, arXiv 1902.09635), whose authors found a learning rate of 0.5 best.
 *
 * Its parameters are the logits of all options, all 0 at first: every genome is then equally likely. An update
 * is one step of gradient ascent on the batch's mean of advantage × log-probability + entropyWeight × entropy.
 * The baseline is the caller's, and so is the size of the batch.
 */
import { drawOption, entropyOf, logSoftmax } from "./categorical-distribution.ts"
import type { Controller, Experience, Learned, Sampled } from "./controller.ts"
import { finiteLearning } from "./finite-learning.ts"
import { countOptions, type OptionRange, optionPositions, optionRanges } from "./option-range.ts"
import type { RandomStream } from "./random-stream.ts"

export interface CategoricalControllerConfig {
  /** How many options each decision has. */
  readonly options: readonly number[]
  readonly learningRate: number
  /** How much a nat of the distributions' entropy is worth against the fitness; 0 for plain REINFORCE. */
  readonly entropyWeight: number
}

export const makeCategoricalController = (config: CategoricalControllerConfig): Controller => {
  const ranges = optionRanges(config.options)
  const size = countOptions(ranges)
  const distributionsOf = (parameters: Float64Array): readonly Float64Array[] => {
    if (parameters.length !== size) {
      throw new RangeError(`${parameters.length} logits were handed to a controller of ${size}`)
    }
    return ranges.map(({ begin, count }) => logSoftmax(parameters.subarray(begin, begin + count)))
  }
  return {
    initial: () => new Float64Array(size),
    sample: (parameters, stream) => sample(distributionsOf(parameters), stream),
    update: (parameters, batch) => {
      if (batch.length === 0) throw new RangeError("a controller was to learn from an empty batch")
      const task = { ranges, distributions: distributionsOf(parameters), batch }
      return finiteLearning(update(parameters, task, config))
    }
  }
}

const sample = (distributions: readonly Float64Array[], stream: RandomStream): Sampled => {
  let logProbability = 0
  const decisions = distributions.map((distribution) => {
    const option = drawOption(distribution, stream)
    logProbability += distribution[option] ?? 0
    return option
  })
  return { decisions, logProbability }
}

interface Task {
  readonly ranges: readonly OptionRange[]
  /** The logarithms of each decision's probabilities. */
  readonly distributions: readonly Float64Array[]
  readonly batch: readonly Experience[]
}

/**
 * d log p(chosen) / d logit of an option = [it is the chosen one] - its probability, hence the sum over the batch
 * of the advantages of those who chose it, less the sum of all advantages × its probability. And
 * d entropy / d logit = -p (log p + entropy).
 */
const update = (parameters: Float64Array, task: Task, config: CategoricalControllerConfig): Learned => {
  const { ranges, distributions, batch } = task
  const chosen = new Float64Array(parameters.length)
  let advantages = 0
  let objective = 0
  for (const { decisions, advantage } of batch) {
    const positions = optionPositions(ranges, decisions)
    for (const position of positions) chosen[position] = (chosen[position] ?? 0) + advantage
    advantages += advantage
    const logProbability = decisions.reduce((sum, option, d) => sum + (distributions[d]?.[option] ?? 0), 0)
    objective += advantage * logProbability
  }
  const next = parameters.slice()
  let entropy = 0
  for (const [decision, logProbabilities] of distributions.entries()) {
    const begin = ranges[decision]?.begin ?? 0
    const own = entropyOf(logProbabilities)
    entropy += own
    for (const [option, logProbability] of logProbabilities.entries()) {
      const probability = Math.exp(logProbability)
      const reward = ((chosen[begin + option] ?? 0) - advantages * probability) / batch.length
      const spread = -probability * (logProbability + own)
      next[begin + option] =
        (next[begin + option] ?? 0) + config.learningRate * (reward + config.entropyWeight * spread)
    }
  }
  return {
    parameters: next,
    figures: { loss: -objective / batch.length - config.entropyWeight * entropy, entropy }
  }
}
