/**
 * The evaluator that really trains: a genome's network learns on the training images with TensorFlow.js, and its
 * accuracy on the validation images is the fitness. On one backend the same task gives the same numbers to the
 * last bit, in whatever process and however often.
 */
import { Effect } from "effect"
import { loadTestData, loadTrainingData, type TrainingData } from "../../datasets/training-split.ts"
import {
  EvaluationError,
  type EvaluationProgress,
  type EvaluationTask,
  type Evaluator,
  type Measurement
} from "../evaluator.ts"
import { EvaluatorUnavailable } from "../evaluator-unavailable.ts"
import { measureAccuracy } from "./accuracy.ts"
import { startBackend } from "./backend.ts"
import type { TfjsConfig } from "./config.ts"
import { type Learner, makeLearner } from "./learner.ts"
import type { Network } from "./network-builder.ts"
import { buildNetwork, type SizedNetwork, type TrainableSpace } from "./trainable-space.ts"
import { countSteps, train } from "./training.ts"

type Report = (progress: EvaluationProgress) => Effect.Effect<void>

interface Setting {
  readonly config: TfjsConfig
  readonly space: TrainableSpace
  readonly data: TrainingData
  /** Whether TensorFlow.js failed in this process, which is then to be replaced: its memory is no longer to be trusted. */
  readonly health: { isBroken: boolean }
}

interface Trained {
  readonly learner: Learner
  readonly size: SizedNetwork["size"]
  readonly trainLoss: number
  readonly validation: number
}

const readNetwork = (
  task: EvaluationTask,
  { config, space, data }: Setting
): Effect.Effect<SizedNetwork, EvaluationError> => {
  const built = buildNetwork(space, task.genome, {
    image: data.training.shape,
    classes: data.classes,
    hasAuxiliaryHead: config.auxiliaryWeight > 0
  })
  return typeof built === "string"
    ? Effect.fail(new EvaluationError({ reason: `individual ${task.individual} is no genome of ${built}` }))
    : Effect.succeed(built)
}

const newLearner = (
  network: Network,
  { config }: Setting,
  seed: number
): Effect.Effect<Learner, EvaluationError> =>
  Effect.try({
    try: () => makeLearner(network, config, seed),
    catch: (cause) => new EvaluationError({ reason: `the network could not be built (${String(cause)})` })
  })

/** Trains the task's network and hands it to `use`; whatever happens, its tensors are gone afterwards. */
const withTrained = Effect.fnUntraced(function* <A>(
  setting: Setting,
  task: EvaluationTask,
  report: Report,
  use: (trained: Trained) => Effect.Effect<A, EvaluationError>
) {
  const { config, data, health } = setting
  if (health.isBroken)
    return yield* Effect.die(new Error("TensorFlow.js failed in this process; start another trainer"))
  const { network, size } = yield* readNetwork(task, setting)
  const trainAndUse = Effect.fnUntraced(function* (learner: Learner) {
    const onBroken = (): void => {
      health.isBroken = true
    }
    const training = { images: data.training, classes: data.classes, seed: task.seed, config, onBroken }
    const trainLoss = yield* train(learner, training, report)
    const validation = yield* measureAccuracy(learner, data.validation, data.classes)
    return yield* use({ learner, size, trainLoss, validation })
  })
  return yield* Effect.acquireUseRelease(newLearner(network, setting, task.seed), trainAndUse, (learner) =>
    Effect.sync(learner.dispose)
  )
})

const evaluate =
  (setting: Setting): Evaluator["evaluate"] =>
  (task, report) =>
    withTrained(setting, task, report, ({ validation, size, trainLoss }) => {
      const measurement: Measurement = { fitness: validation, measures: { trainLoss, ...size } }
      return Effect.succeed(measurement)
    })

/** Trains once more with the same seed, which reproduces the same network, and only then opens the test file. */
const test =
  (setting: Setting): NonNullable<Evaluator["test"]> =>
  (task, report) =>
    withTrained(
      setting,
      task,
      report,
      Effect.fnUntraced(function* ({ learner, validation, size }) {
        const images = yield* loadTestData(setting.config.dataset, setting.data).pipe(
          Effect.mapError((error) => new EvaluationError({ reason: error.message }))
        )
        const accuracy = yield* measureAccuracy(learner, images, setting.data.classes)
        const measures = { validation, test: accuracy, testExamples: images.count, ...size }
        const measurement: Measurement = { fitness: validation, measures }
        return measurement
      })
    )

const checkSteps = (config: TfjsConfig): Effect.Effect<void, EvaluatorUnavailable> =>
  countSteps(config, config.examples) > 0
    ? Effect.void
    : Effect.fail(
        new EvaluatorUnavailable({
          reason: `${config.examples} training example(s) make no batch; raise evaluator.examples`
        })
      )

/** Starts the backend, checks its gradients and reads the training file. */
export const makeTfjsEvaluator = Effect.fnUntraced(function* (
  config: TfjsConfig,
  space: TrainableSpace
): Effect.fn.Return<Evaluator, EvaluatorUnavailable> {
  yield* checkSteps(config)
  const backend = yield* startBackend(config.backend)
  const data = yield* loadTrainingData(config.dataset, config).pipe(
    Effect.mapError((error) => new EvaluatorUnavailable({ reason: error.message }))
  )
  const setting: Setting = { config, space, data, health: { isBroken: false } }
  return { device: backend.device, evaluate: evaluate(setting), test: test(setting) }
})
