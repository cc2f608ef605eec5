/** The learning rate of each step: a decay, and in front of it a warm-up. */
import type { TfjsConfig } from "../config.ts"

export type LearningRateConfig = Pick<
  TfjsConfig,
  | "learningRate"
  | "learningRateDecay"
  | "learningRateFactor"
  | "learningRateDecayEpochs"
  | "learningRateStaircase"
  | "learningRateMilestones"
  | "warmUpEpochs"
>

/** A training as planned, in steps. */
export interface StepCounts {
  readonly steps: number
  readonly stepsOfEpoch: number
}

/** Of the released ImageNet trainings of Real et al. 2018, and the usual tenth (He et al. 2016). */
const EXPONENTIAL_FACTOR = 0.97
const STEP_FACTOR = 0.1

/**
 * For step `step`, counted from 0. A warm-up rises in equal parts, its last step at the full rate. A cosine then begins at
 * the configured rate and ends just above zero; the epochs of the other decays are counted from the first step of all.
 */
export const learningRateAt = (config: LearningRateConfig, step: number, counts: StepCounts): number => {
  const warmUpSteps = Math.round(config.warmUpEpochs * counts.stepsOfEpoch)
  const decayed = decayedRate(config, step, counts, warmUpSteps)
  return step < warmUpSteps ? (decayed * (step + 1)) / warmUpSteps : decayed
}

const decayedRate = (
  config: LearningRateConfig,
  step: number,
  { steps, stepsOfEpoch }: StepCounts,
  warmUpSteps: number
): number => {
  const { learningRate, learningRateFactor } = config
  switch (config.learningRateDecay) {
    case "none":
      return learningRate
    case "cosine":
      return step <= warmUpSteps
        ? learningRate
        : (learningRate * (1 + Math.cos((Math.PI * (step - warmUpSteps)) / (steps - warmUpSteps)))) / 2
    case "exponential": {
      const periods = step / (stepsOfEpoch * config.learningRateDecayEpochs)
      const falls = config.learningRateStaircase ? Math.floor(periods) : periods
      return learningRate * (learningRateFactor ?? EXPONENTIAL_FACTOR) ** falls
    }
    case "step": {
      const falls = config.learningRateMilestones.filter((epoch) => step >= epoch * stepsOfEpoch).length
      return learningRate * (learningRateFactor ?? STEP_FACTOR) ** falls
    }
  }
}
