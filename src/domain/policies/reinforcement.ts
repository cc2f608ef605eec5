/**
 * Reinforcement learning, the other control: a controller samples every genome and learns from its fitness,
 * REINFORCE over independent decisions for tables (Ying et al. 2019) or an LSTM with PPO for cells (Zoph et al.
 * 2018). The fitness is compared with a moving average. The population is the latest P and steers nothing.
 */
import type { Controller } from "../controller.ts"
import { Learning } from "../learning.ts"
import type { Policy, Selection } from "../policy.ts"
import type { Seed } from "../random-stream.ts"
import { reproduceWith } from "../reproduction.ts"
import type { DecisionCoding, Genome } from "../space.ts"
import { oldestBeyond } from "../survival.ts"
import type { PolicyConfigOf } from "./config.ts"

type ReinforceConfig = PolicyConfigOf<"reinforce">

/** What the papers say where the config says nothing. */
export const reinforceSettings = (config: ReinforceConfig) => {
  const isLstm = config.controller === "lstm"
  return {
    learningRate: config.learningRate ?? (isLstm ? 0.0008 : 0.5),
    batchSize: config.batchSize ?? (isLstm ? 20 : 1),
    baselineDecay: config.baselineDecay ?? (isLstm ? 0.95 : 0.9),
    entropyWeight: config.entropyWeight ?? (isLstm ? 0.00001 : 0),
    clip: config.clip ?? 0.2
  }
}

export interface Reinforcement {
  readonly seed: Seed
  readonly decisions: DecisionCoding<Genome>
  readonly controller: Controller
}

/** Decisions that make no valid genome are made again so often; then a genome is drawn from the whole space. */
const SAMPLES_MAX = 10_000

const sampleValid =
  ({ decisions }: Reinforcement, learning: Learning): Selection =>
  ({ controller }, stream) => {
    for (let tries = 0; tries < SAMPLES_MAX; tries++) {
      const sampled = learning.sample(controller, stream)
      const genome = decisions.toGenome(sampled.decisions)
      if (genome !== undefined) return { kind: "controller", genome, ...sampled }
    }
    return { kind: "nobody" }
  }

export const reinforcementLearning = (config: ReinforceConfig, given: Reinforcement): Policy => {
  const { batchSize, baselineDecay } = reinforceSettings(config)
  const learning = new Learning({ seed: given.seed, controller: given.controller, batchSize, baselineDecay })
  return {
    populationSize: config.populationSize,
    select: sampleValid(given, learning),
    reproduce: reproduceWith(0),
    afterJoining: oldestBeyond(config.populationSize),
    learning
  }
}
