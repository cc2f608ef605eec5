/**
 * The evaluator that really trains: a genome's network learns on the training images with TensorFlow.js, and its
 * accuracy on the validation images is the fitness. A child may begin with its parent's weights (Real et al. 2017).
 * On one backend the same task gives the same numbers to the last bit, in whatever process and however often.
 */
import { Effect } from "effect"
import { inPatches } from "../../datasets/image-patches.ts"
import { loadTestData, loadTrainingData, type TrainingData } from "../../datasets/training-split.ts"
import {
  EvaluationError,
  type EvaluationProgress,
  type EvaluationTask,
  type Evaluator,
  type Measurement
} from "../evaluator.ts"
import { EvaluatorUnavailable } from "../evaluator-unavailable.ts"
import type { Surroundings } from "../surroundings.ts"
import { startBackend } from "./backends/start-backend.ts"
import type { TfjsConfig } from "./config.ts"
import { type PlannedModel, planModel } from "./planned-model.ts"
import { checkFolder, checkImages, checkSteps, cutIntoPatches } from "./preconditions.ts"
import type { TrainableSpace } from "./trainable-space.ts"
import { measureAccuracy } from "./training/accuracy.ts"
import { isMemoryTrouble } from "./training/failure.ts"
import { type Learner, makeLearner } from "./training/learner.ts"
import { type Trained, train } from "./training/training.ts"
import type { NamedWeights } from "./weights/named-weights.ts"
import { keepWeights, readWeights } from "./weights/weights-folder.ts"

type Report = (progress: EvaluationProgress) => Effect.Effect<void>

interface Setting {
  readonly config: TfjsConfig
  readonly space: TrainableSpace
  /** In patches, as networks get them. */
  readonly data: TrainingData
  /** As they are in the files. */
  readonly source: TrainingData
  /** Where weights are kept and inherited from; absent where none are. */
  readonly weightsFolder: string | undefined
  /** Whether TensorFlow.js failed in this process, which is then to be replaced: its memory is no longer to be trusted. */
  readonly health: { isBroken: boolean }
}

interface Success extends Trained {
  readonly learner: Learner
  readonly model: PlannedModel
}

const newLearner = (
  { network }: PlannedModel,
  { config, health }: Setting,
  seed: number,
  inherited: NamedWeights | undefined
): Effect.Effect<Learner, EvaluationError> =>
  Effect.try({
    try: () => makeLearner(network, config, seed, inherited),
    catch: (cause) => {
      if (isMemoryTrouble(cause)) health.isBroken = true
      return new EvaluationError({ reason: `the network could not be built (${String(cause)})` })
    }
  })

const readInherited = (
  { weightsFolder }: Setting,
  { weights }: EvaluationTask
): Effect.Effect<NamedWeights | undefined, EvaluationError> =>
  weightsFolder === undefined || weights === undefined
    ? Effect.succeed(undefined)
    : readWeights(weightsFolder, weights)

/** Trains the task's network and hands it to `use`; whatever happens, its tensors are gone afterwards. */
const withTrained = Effect.fnUntraced(function* <A>(
  setting: Setting,
  task: EvaluationTask,
  report: Report,
  use: (success: Success) => Effect.Effect<A, EvaluationError>
) {
  const { config, data, health } = setting
  if (health.isBroken)
    return yield* Effect.die(new Error("TensorFlow.js failed in this process; start another trainer"))
  const model = yield* planModel(setting.space, setting, task)
  const inherited = yield* readInherited(setting, task)
  const trainAndUse = Effect.fnUntraced(function* (learner: Learner) {
    const training = {
      images: data.training,
      validation: data.validation,
      classes: data.classes,
      seed: task.seed,
      config: { ...config, learningRate: model.learningRate },
      onBroken: (): void => {
        health.isBroken = true
      }
    }
    return yield* use({ ...(yield* train(learner, training, report)), learner, model })
  })
  return yield* Effect.acquireUseRelease(
    newLearner(model, setting, task.seed, inherited),
    trainAndUse,
    (learner) => Effect.sync(learner.dispose)
  )
})

const evaluate =
  (setting: Setting): Evaluator["evaluate"] =>
  (task, report) =>
    withTrained(
      setting,
      task,
      report,
      Effect.fnUntraced(function* ({ learner, model, trainLoss, validation, curve, resources }) {
        const measures = { trainLoss, ...model.measures }
        const found: Measurement = { fitness: validation, measures, curve, resources }
        if (setting.weightsFolder === undefined) return found
        const weights = yield* keepWeights(
          setting.weightsFolder,
          yield* Effect.promise(() => learner.weights())
        )
        const { inheritedParameters } = learner
        const kept: Measurement = { ...found, measures: { ...found.measures, inheritedParameters }, weights }
        return kept
      })
    )

/** Trains once more with the same seed and inheritance, which reproduces the same network, and only then opens the test file. */
const test =
  (setting: Setting): NonNullable<Evaluator["test"]> =>
  (task, report) =>
    withTrained(
      setting,
      task,
      report,
      Effect.fnUntraced(function* ({ learner, validation, model }) {
        const { dataset, patchSize } = setting.config
        const images = yield* loadTestData(dataset, setting.source).pipe(
          Effect.map((source) => inPatches(source, patchSize)),
          Effect.mapError((error) => new EvaluationError({ reason: error.message }))
        )
        const accuracy = yield* measureAccuracy(learner, images, setting.data.classes)
        const measures = { validation, test: accuracy, testExamples: images.count, ...model.measures }
        const measurement: Measurement = { fitness: validation, measures }
        return measurement
      })
    )

/** Starts the backend, checks its gradients and reads the training file. */
export const makeTfjsEvaluator = Effect.fnUntraced(function* (
  config: TfjsConfig,
  space: TrainableSpace,
  surroundings: Surroundings = {}
): Effect.fn.Return<Evaluator, EvaluatorUnavailable> {
  yield* checkSteps(config)
  const weightsFolder = yield* checkFolder(config, surroundings)
  // The system reads the file while the backend starts.
  const [source, backend] = yield* Effect.all(
    [
      loadTrainingData(config.dataset, config).pipe(
        Effect.mapError((error) => new EvaluatorUnavailable({ reason: error.message }))
      ),
      startBackend(config.backend)
    ],
    { concurrency: 2 }
  )
  const data = yield* cutIntoPatches(source, config)
  yield* checkImages(space, data)
  const setting: Setting = { config, space, data, source, weightsFolder, health: { isBroken: false } }
  return { device: backend.device, evaluate: evaluate(setting), test: test(setting) }
})
