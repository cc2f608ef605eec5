/** The smallest policy around a controller, for tests: batches of samples, and a moving average for a baseline. */
import { mean } from "../../src/analysis/statistics/moments.ts"
import type { Controller, Experience } from "../../src/domain/controller.ts"
import { randomStream } from "../../src/domain/random-stream.ts"

export interface ReinforceSettings {
  readonly seed: number
  readonly batches: number
  readonly batchSize: number
  readonly baselineDecay: number
}

export interface Reinforced {
  readonly parameters: Float64Array
  /** The mean reward of each batch. */
  readonly rewards: readonly number[]
}

export const reinforce = (
  controller: Controller,
  reward: (decisions: readonly number[], index: number) => number,
  { seed, batches, batchSize, baselineDecay }: ReinforceSettings
): Reinforced => {
  let parameters = controller.initial(randomStream(seed, "initial", 0))
  let baseline: number | undefined
  const rewards: number[] = []
  for (let batch = 0; batch < batches; batch++) {
    const experiences: Experience[] = []
    const found: number[] = []
    for (let i = 0; i < batchSize; i++) {
      const index = batch * batchSize + i
      const sampled = controller.sample(parameters, randomStream(seed, "sample", index))
      const value = reward(sampled.decisions, index)
      found.push(value)
      experiences.push({ ...sampled, advantage: value - (baseline ?? value) })
      baseline = baselineDecay * (baseline ?? value) + (1 - baselineDecay) * value
    }
    rewards.push(mean(found))
    parameters = controller.update(parameters, experiences).parameters
  }
  return { parameters, rewards }
}

/** The mean over `count` batches from batch `begin` on. */
export const meanReward = (rewards: readonly number[], begin: number, count: number): number =>
  mean(rewards.slice(begin, begin + count))
