/**
 * From a genome to the model that is to be trained: validates it for its space, works out whether this machine can
 * hold its training, and only then builds the network.
 */
import { Effect } from "effect"
import type * as z from "zod"
import type { TrainingData } from "../../datasets/training-split.ts"
import type { Genome } from "../../domain/space.ts"
import type { DnaConfig } from "../../spaces/dna/config.ts"
import { countDnaActivations, countDnaFlops, countDnaParameters } from "../../spaces/dna/counters.ts"
import type { DnaGenome } from "../../spaces/dna/genome.ts"
import { dnaGenomeSchema } from "../../spaces/dna/schema.ts"
import { inferShapes } from "../../spaces/dna/shapes.ts"
import type { NasnetConfig } from "../../spaces/nasnet/config.ts"
import { nasnetGenomeSchema } from "../../spaces/nasnet/genome.ts"
import { NASNET_VARIANTS } from "../../spaces/nasnet/variants.ts"
import { EvaluationError, type EvaluationTask } from "../evaluator.ts"
import type { TfjsConfig } from "./config.ts"
import { buildDnaNetwork } from "./dna-network.ts"
import { trainingMiB } from "./memory-estimate.ts"
import { buildNasnetNetwork } from "./nasnet-network.ts"
import type { Network } from "./network-builder.ts"
import { countParameters } from "./parameters.ts"

/** The spaces whose genomes can be trained. */
export type TrainableSpace = NasnetConfig | DnaConfig

export interface PlannedModel {
  readonly network: Network
  /** Of the first step: the config's, or the genome's where that has one. */
  readonly learningRate: number
  /** What is known of the model before it is trained, for the log. */
  readonly measures: Readonly<Record<string, number>>
}

export interface ModelSetting {
  readonly config: TfjsConfig
  readonly data: TrainingData
}

const readGenome = <G extends Genome>(
  schema: z.ZodType<G>,
  task: EvaluationTask,
  spaceName: string
): Effect.Effect<G, EvaluationError> => {
  const parsed = schema.safeParse(task.genome)
  if (parsed.success) return Effect.succeed(parsed.data)
  const problem = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
  return Effect.fail(
    new EvaluationError({
      reason: `individual ${task.individual} is no genome of ${spaceName} (${problem})`
    })
  )
}

const planNasnet = Effect.fnUntraced(function* (
  space: NasnetConfig,
  { config, data }: ModelSetting,
  task: EvaluationTask
) {
  const genome = yield* readGenome(nasnetGenomeSchema(NASNET_VARIANTS[space.variant]), task, space.variant)
  const network = buildNasnetNetwork(genome, space, data.training.shape, data.classes)
  const model: PlannedModel = {
    network,
    learningRate: config.learningRate,
    measures: { parameters: countParameters(network.parameters) }
  }
  return model
})

const planDna = Effect.fnUntraced(function* ({ config, data }: ModelSetting, task: EvaluationTask) {
  const genome: DnaGenome = yield* readGenome(dnaGenomeSchema, task, "dna")
  const plan = inferShapes(genome, data.training.shape)
  const parameters = countDnaParameters(genome, plan, data.classes)
  const neededMiB = trainingMiB(config, { parameters, activations: countDnaActivations(plan) })
  if (!(neededMiB <= config.memoryMaxMiB)) {
    return yield* new EvaluationError({
      reason: `the model of individual ${task.individual} would need about ${Math.ceil(neededMiB)} MiB to train, more than evaluator.memoryMaxMiB = ${config.memoryMaxMiB}; it was not built`
    })
  }
  const model: PlannedModel = {
    network: buildDnaNetwork(genome, plan, data.classes),
    learningRate: genome.learningRate,
    measures: { parameters, flops: countDnaFlops(plan, data.classes) }
  }
  return model
})

export const planModel = (
  space: TrainableSpace,
  setting: ModelSetting,
  task: EvaluationTask
): Effect.Effect<PlannedModel, EvaluationError> =>
  space.kind === "dna" ? planDna(setting, task) : planNasnet(space, setting, task)
