/**
 * From a genome to the model that is to be trained: validates it for its space, works out whether this machine can
 * hold its training, and only then builds the network.
 */
import { Effect } from "effect"
import type * as z from "zod"
import type { TrainingData } from "../../datasets/training-split.ts"
import type { Genome } from "../../domain/space.ts"
import { countDnaActivations, countDnaFlops, countDnaParameters } from "../../spaces/dna/counters.ts"
import type { DnaGenome } from "../../spaces/dna/genome.ts"
import { dnaGenomeSchema } from "../../spaces/dna/schema.ts"
import { inferShapes } from "../../spaces/dna/shapes.ts"
import { EvaluationError, type EvaluationTask } from "../evaluator.ts"
import type { TfjsConfig } from "./config.ts"
import { buildDnaNetwork } from "./networks/dna-network.ts"
import type { Network } from "./networks/network-builder.ts"
import { type BoundedSpace, buildNetwork, type TrainableSpace } from "./trainable-space.ts"
import { trainingMiB } from "./training/memory-estimate.ts"

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

const planBounded = (
  space: BoundedSpace,
  { config, data }: ModelSetting,
  task: EvaluationTask
): Effect.Effect<PlannedModel, EvaluationError> => {
  const built = buildNetwork(space, task.genome, {
    image: data.training.shape,
    classes: data.classes,
    hasAuxiliaryHead: config.auxiliaryWeight > 0
  })
  return typeof built === "string"
    ? Effect.fail(new EvaluationError({ reason: `individual ${task.individual} is no genome of ${built}` }))
    : Effect.succeed({
        network: built.network,
        learningRate: config.learningRate,
        measures: { ...built.size }
      })
}

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
  space.kind === "dna" ? planDna(setting, task) : planBounded(space, setting, task)
