/**
 * Trains one genome's network for good: from where an earlier process left it, to the end, then exports it, and only then
 * tests it. All that it writes is in one folder; whoever kills it loses what the running epoch has done.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { inPatches } from "../../../datasets/image-patches.ts"
import { scaleOf } from "../../../datasets/pixel-scale.ts"
import { loadTestData, loadTrainingData, type TrainingData } from "../../../datasets/training-split.ts"
import { sha256 } from "../../../domain/canonical-json.ts"
import type { Genome } from "../../../domain/space.ts"
import { EvaluationError, type EvaluationProgress } from "../../evaluator.ts"
import { EvaluatorUnavailable } from "../../evaluator-unavailable.ts"
import { writeWholeFile } from "../../whole-file.ts"
import { startBackend } from "../backends/start-backend.ts"
import type { TfjsConfig } from "../config.ts"
import { type Exported, exportToFolder, type WrittenFile } from "../export/export-to-folder.ts"
import { type PlannedModel, planModel } from "../planned-model.ts"
import { checkImages, cutIntoPatches } from "../preconditions.ts"
import type { TrainableSpace } from "../trainable-space.ts"
import { measureAccuracy } from "../training/accuracy.ts"
import { type Learner, makeLearner } from "../training/learner.ts"
import { countSteps } from "../training/planned-steps.ts"
import { type BegunTraining, type Trained, train } from "../training/training.ts"
import { encodeWeights } from "../weights/safetensors.ts"
import { type Checkpoint, keepCheckpoint, readCheckpoint } from "./checkpoint.ts"
import { CHECKPOINT_FILE } from "./checkpoint-file.ts"

export interface RetrainingTask {
  readonly config: Omit<TfjsConfig, "examples">
  readonly examples: number | "all"
  readonly space: TrainableSpace
  readonly individual: number
  readonly genome: Genome
  readonly seed: number
  /** Identifies all of the above. */
  readonly plan: string
  /** Exists, and nobody else writes into it. */
  readonly folder: string
}

/** What is known before the first step. */
export interface RetrainingFacts {
  readonly device: string
  readonly examples: number
  readonly validationExamples: number
  readonly classes: number
  readonly steps: number
  readonly stepsOfEpoch: number
  /** Of an earlier process. */
  readonly begun: BegunTraining | undefined
  /** Of the model: parameters, and flops where they are counted. */
  readonly measures: Readonly<Record<string, number>>
}

/** Those who want to see it at work. */
export interface RetrainingSpectators {
  readonly onStart: (facts: RetrainingFacts) => void
  readonly onProgress: (progress: EvaluationProgress) => void
  readonly onEpoch: (done: BegunTraining) => void
  /** What it does after the training, in a word or two. */
  readonly onStage: (what: string) => void
}

export interface Retrained extends Trained {
  readonly facts: RetrainingFacts
  /** Accuracy on the test file, in [0, 1]. */
  readonly test: number
  readonly testExamples: number
  readonly exported: Exported
  /** All that is in the folder for good. */
  readonly files: readonly WrittenFile[]
}

const WEIGHTS_FILE = "weights.safetensors"

interface Setting {
  readonly task: RetrainingTask
  readonly config: TfjsConfig
  readonly device: string
  /** In patches, as the network gets them, and as they are in the files. */
  readonly data: TrainingData
  readonly source: TrainingData
  readonly model: PlannedModel
  readonly checkpoint: Checkpoint | undefined
}

const prepare = Effect.fnUntraced(function* (task: RetrainingTask) {
  const { device } = yield* startBackend(task.config.backend)
  const source = yield* loadTrainingData(task.config.dataset, {
    ...task.config,
    examples: task.examples
  }).pipe(Effect.mapError((error) => new EvaluatorUnavailable({ reason: error.message })))
  const config: TfjsConfig = { ...task.config, examples: source.training.count }
  const data = yield* cutIntoPatches(source, config)
  yield* checkImages(task.space, data)
  if (countSteps(config, data.training.count).steps === 0)
    return yield* new EvaluatorUnavailable({
      reason: `${data.training.count} training example(s) make no batch; raise evaluator.examples`
    })
  const model = yield* planModel(task.space, { config, data }, task)
  const checkpoint = yield* readCheckpoint(join(task.folder, CHECKPOINT_FILE), { plan: task.plan, device })
  const setting: Setting = { task, config, device, data, source, model, checkpoint }
  return setting
})

const factsOf = ({ config, device, data, model, checkpoint }: Setting): RetrainingFacts => ({
  device,
  examples: data.training.count,
  validationExamples: data.validation.count,
  classes: data.classes,
  ...countSteps(config, data.training.count),
  begun: checkpoint?.begun,
  measures: model.measures
})

const newLearner = ({ model, config, task, checkpoint }: Setting): Effect.Effect<Learner, EvaluationError> =>
  Effect.try({
    try: () => makeLearner(model.network, config, task.seed, checkpoint?.weights, checkpoint?.optimiser),
    catch: (cause) => new EvaluationError({ reason: `the network could not be built (${String(cause)})` })
  })

const trainOn = (learner: Learner, setting: Setting, spectators: RetrainingSpectators) => {
  const { task, data, config, model, checkpoint } = setting
  const onEpoch = Effect.fnUntraced(function* (begun: BegunTraining) {
    const weights = yield* Effect.promise(learner.weights)
    const optimiser = yield* Effect.promise(learner.optimiser)
    const owner = { plan: task.plan, device: setting.device }
    yield* keepCheckpoint(join(task.folder, CHECKPOINT_FILE), owner, { begun, weights, optimiser })
    spectators.onEpoch(begun)
  })
  return train(
    learner,
    {
      images: data.training,
      validation: data.validation,
      classes: data.classes,
      seed: task.seed,
      config: { ...config, learningRate: model.learningRate },
      onBroken: () => undefined,
      begun: checkpoint?.begun,
      onEpoch
    },
    (progress) => Effect.sync(() => spectators.onProgress(progress))
  )
}

const classNames = (classes: number): readonly string[] =>
  Array.from({ length: classes }, (_, label) => String(label))

const exportIt = (learner: Learner, { task, config, source }: Setting) =>
  Effect.tryPromise({
    try: async () => {
      const weights = encodeWeights(await learner.weights())
      writeWholeFile(join(task.folder, WEIGHTS_FILE), weights)
      const exported = await exportToFolder(
        task.folder,
        {
          image: source.training.shape,
          scale: scaleOf(source.training),
          patchSize: config.patchSize,
          classNames: classNames(source.classes),
          predict: learner.predict
        },
        source.validation
      )
      const kept = { name: WEIGHTS_FILE, bytes: weights.length, sha256: sha256(weights) }
      return { exported, files: [kept, ...exported.files] }
    },
    catch: (cause) => new EvaluationError({ reason: cause instanceof Error ? cause.message : String(cause) })
  })

const testOn = Effect.fnUntraced(function* (learner: Learner, { config, source, data }: Setting) {
  const images = yield* loadTestData(config.dataset, source).pipe(
    Effect.map((found) => inPatches(found, config.patchSize)),
    Effect.mapError((error) => new EvaluationError({ reason: error.message }))
  )
  return { test: yield* measureAccuracy(learner, images, data.classes), testExamples: images.count }
})

/** Can be interrupted between steps; a new call with the same task goes on where the last epoch ended. */
export const retrain = Effect.fnUntraced(function* (task: RetrainingTask, spectators: RetrainingSpectators) {
  mkdirSync(task.folder, { recursive: true })
  const setting = yield* prepare(task)
  const facts = factsOf(setting)
  spectators.onStart(facts)
  return yield* Effect.acquireUseRelease(
    newLearner(setting),
    Effect.fnUntraced(function* (learner) {
      const trained = yield* trainOn(learner, setting, spectators)
      spectators.onStage("exporting")
      const { exported, files } = yield* exportIt(learner, setting)
      spectators.onStage("testing")
      const retrained: Retrained = {
        ...trained,
        facts,
        ...(yield* testOn(learner, setting)),
        exported,
        files
      }
      return retrained
    }),
    (learner) => Effect.sync(learner.dispose)
  )
})
