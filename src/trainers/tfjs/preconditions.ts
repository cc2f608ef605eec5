/** What must hold before anything is trained; what does not would fail every evaluation, so the trainer does not start. */
import { Effect } from "effect"
import { inPatches } from "../../datasets/image-patches.ts"
import type { TrainingData } from "../../datasets/training-split.ts"
import { EvaluatorUnavailable } from "../evaluator-unavailable.ts"
import type { Surroundings } from "../surroundings.ts"
import type { TfjsConfig } from "./config.ts"
import type { TrainableSpace } from "./trainable-space.ts"
import { countSteps } from "./training/planned-steps.ts"

export const checkSteps = (config: TfjsConfig): Effect.Effect<void, EvaluatorUnavailable> =>
  countSteps(config, config.examples).steps > 0
    ? Effect.void
    : Effect.fail(
        new EvaluatorUnavailable({
          reason: `${config.examples} training example(s) make no batch; raise evaluator.examples`
        })
      )

export const checkFolder = (
  { inheritWeights }: TfjsConfig,
  { weightsFolder }: Surroundings
): Effect.Effect<string | undefined, EvaluatorUnavailable> => {
  if (!inheritWeights) return Effect.succeed(undefined)
  if (weightsFolder !== undefined) return Effect.succeed(weightsFolder)
  return Effect.fail(
    new EvaluatorUnavailable({
      reason:
        "evaluator.inheritWeights needs a folder to keep weights in, and this trainer was given none; set it to false"
    })
  )
}

export const cutIntoPatches = (
  source: TrainingData,
  { patchSize }: TfjsConfig
): Effect.Effect<TrainingData, EvaluatorUnavailable> =>
  Effect.try({
    try: () => ({
      ...source,
      training: inPatches(source.training, patchSize),
      validation: inPatches(source.validation, patchSize)
    }),
    catch: (cause) =>
      new EvaluatorUnavailable({
        reason: `${cause instanceof Error ? cause.message : String(cause)}; set evaluator.patchSize to a divisor of both`
      })
  })

export const checkImages = (
  space: TrainableSpace,
  { training }: TrainingData
): Effect.Effect<void, EvaluatorUnavailable> => {
  const { channels } = training.shape
  if (space.kind !== "dna" || space.imageChannels === channels) return Effect.void
  return Effect.fail(
    new EvaluatorUnavailable({
      reason: `the images that models get have ${channels} channel(s), but space.imageChannels is ${space.imageChannels}; make them agree`
    })
  )
}
