/** Fields of a training's config that are right each by itself and cannot stand together, in a sentence. */
import type { TfjsConfig } from "./config.ts"

type Schedule = "arrival" | "deterministic"

export const trainingProblem = (config: TfjsConfig, schedule: Schedule): string | undefined => {
  if (schedule === "deterministic" && config.secondsMax !== undefined) {
    return "config field evaluator.secondsMax: a training that the clock ends is another each time, and the deterministic schedule promises the same lineage again; set evaluator.stepsMax instead, or schedule to arrival"
  }
  if (config.learningRateDecay === "step" && config.learningRateMilestones.length === 0) {
    return "config field evaluator.learningRateMilestones: a learning rate that falls by steps needs the epochs after which it falls, such as [20,30]"
  }
  return undefined
}
