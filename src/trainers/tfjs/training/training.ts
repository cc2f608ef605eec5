/**
 * Trains one network and validates it. Everything random comes from the individual's seed: those of its initial
 * parameters that are not inherited, the order of the images in each epoch, how they are varied, and which paths are
 * dropped. Only where seconds end it does what is learnt depend on the clock.
 */
import * as tf from "@tensorflow/tfjs-core"
import { Clock, Effect } from "effect"
import { type Augment, makeAugment } from "../../../datasets/augmentation.ts"
import type { Variations } from "../../../datasets/image-numbers.ts"
import type { LabelledImages } from "../../../datasets/labelled-images.ts"
import type { Seed } from "../../../domain/random-stream.ts"
import type { Curve, EvaluationError, EvaluationProgress } from "../../evaluator.ts"
import type { TfjsConfig } from "../config.ts"
import { measureAccuracy } from "./accuracy.ts"
import { brokenOff, checkWeights, diverged } from "./failure.ts"
import { makeBatch } from "./image-batch.ts"
import type { Learner, StepPlan } from "./learner.ts"
import { LearningCurve } from "./learning-curve.ts"
import { learningRateAt } from "./learning-rate.ts"
import { nextTurn } from "./next-turn.ts"
import { countSteps, type PlannedStep, plannedSteps } from "./planned-steps.ts"
import { watchTensorMemory } from "./tensor-memory.ts"

export interface TrainingTask {
  readonly images: LabelledImages
  readonly validation: LabelledImages
  readonly classes: number
  readonly seed: Seed
  readonly config: TfjsConfig
  /** Called where TensorFlow.js itself failed: it then leaves tensors behind that nothing can dispose of. */
  readonly onBroken: () => void
  /** What was done of this training before; the learner must be as that left it. */
  readonly begun?: BegunTraining | undefined
  /** Is told at the end of each epoch what is done, and may keep it. */
  readonly onEpoch?: ((done: BegunTraining) => Effect.Effect<void, EvaluationError>) | undefined
}

/** A training up to the end of an epoch. */
export interface BegunTraining {
  readonly stepsDone: number
  readonly curve: Curve
  /** That it has taken so far. */
  readonly seconds: number
  /** Whether this was the last epoch, by whatever budget. */
  readonly isOver: boolean
}

export interface Trained {
  /** The mean loss of the last epoch, in nats. */
  readonly trainLoss: number
  /** Accuracy on the validation images at the end, in [0, 1]. */
  readonly validation: number
  readonly curve: Curve
  /** What it took of this machine: `imagesPerSecond` in training, `peakMemoryMiB` of tensors. Other each time. */
  readonly resources: Readonly<Record<string, number>>
}

type Report = (progress: EvaluationProgress) => Effect.Effect<void>

const BYTES_PER_MIB = 2 ** 20
const NANOSECONDS_PER_SECOND = 1e9

const secondsNow = Effect.map(
  Clock.monotonicTimeNanos,
  (nanoseconds) => Number(nanoseconds) / NANOSECONDS_PER_SECOND
)

/** What was measured of the machine, to no more digits than mean anything. */
const rounded = (measured: number): number => Number(measured.toPrecision(4))

const runStep = async (
  learner: Learner,
  task: TrainingTask,
  indexes: Uint32Array,
  plan: StepPlan,
  variations: Variations | undefined
): Promise<number> => {
  const batch = makeBatch(task.images, indexes, task.classes, variations)
  try {
    return await learner.step(batch, plan)
  } finally {
    tf.dispose([batch.images, batch.labels])
  }
}

/** One training under way: what it has seen so far. */
class Session {
  readonly curve: LearningCurve
  readonly steps: number
  readonly stepsOfEpoch: number
  private readonly learner: Learner
  private readonly task: TrainingTask
  private readonly augment: Augment | undefined
  private readonly startSeconds: number
  private readonly secondsBefore: number
  private validatingSeconds = 0
  private imagesSeen = 0
  private lossSum = 0
  private stepsSummed = 0
  trainLoss = Number.NaN
  validation = Number.NaN

  constructor(learner: Learner, task: TrainingTask, startSeconds: number) {
    this.learner = learner
    this.task = task
    const { begun, config, images, seed } = task
    this.augment = makeAugment(config.augmentation, images, config.patchSize, seed)
    this.curve = begun === undefined ? new LearningCurve() : LearningCurve.from(begun.curve)
    this.secondsBefore = begun?.seconds ?? 0
    this.startSeconds = startSeconds - this.secondsBefore
    this.trainLoss = begun?.curve.trainLoss?.at(-1) ?? Number.NaN
    if (begun?.isOver) this.validation = begun.curve.validation?.at(-1) ?? Number.NaN
    const { steps, stepsOfEpoch } = countSteps(config, images.count)
    this.steps = steps
    this.stepsOfEpoch = stepsOfEpoch
  }

  step({ number, epoch, indexes }: PlannedStep, report: Report) {
    return Effect.gen({ self: this }, function* () {
      const { augment, task } = this
      const { config, onBroken } = task
      const learningRate = learningRateAt(config, number, this)
      const loss = yield* Effect.tryPromise({
        try: () => {
          const plan = { learningRate, step: number, steps: this.steps }
          return runStep(this.learner, task, indexes, plan, augment && { augment, epoch })
        },
        catch: (cause) => {
          onBroken()
          return brokenOff("training", `at step ${number + 1}`, cause)
        }
      })
      if (!Number.isFinite(loss)) return yield* diverged(loss, number, this.steps)
      this.lossSum += loss / this.stepsOfEpoch
      this.stepsSummed++
      this.imagesSeen += indexes.length
      const validation = Number.isNaN(this.validation) ? {} : { validation: this.validation }
      const figures = { epoch: epoch + 1, epochs: config.epochs, learningRate, loss, ...validation }
      yield* report({ done: number + 1, total: this.steps, figures })
      yield* nextTurn
      const seconds = (yield* secondsNow) - this.startSeconds
      const isOver = number + 1 === this.steps || seconds >= (config.secondsMax ?? Number.POSITIVE_INFINITY)
      if (isOver || this.stepsSummed === this.stepsOfEpoch)
        yield* this.endEpoch({ stepsDone: number + 1, learningRate, seconds, isOver })
      return isOver
    })
  }

  private endEpoch(at: {
    readonly stepsDone: number
    readonly learningRate: number
    readonly seconds: number
    readonly isOver: boolean
  }) {
    return Effect.gen({ self: this }, function* () {
      const { stepsDone, isOver, ...figures } = at
      const epoch = stepsDone / this.stepsOfEpoch
      // Of an epoch that was cut short, the mean over the steps that it had; of a whole one, exactly the sum.
      this.trainLoss = this.lossSum * (this.stepsOfEpoch / this.stepsSummed)
      this.lossSum = 0
      this.stepsSummed = 0
      const { learningRate, seconds } = figures
      this.curve.sawEpoch({ epoch, trainLoss: this.trainLoss, learningRate, seconds: rounded(seconds) })
      yield* checkWeights(yield* Effect.promise(() => this.learner.weights()), stepsDone)
      const { validateEvery } = this.task.config
      if (isOver || (validateEvery > 0 && epoch % validateEvery === 0)) yield* this.validate()
      const { onEpoch } = this.task
      if (onEpoch === undefined) return
      const secondsSoFar = (yield* secondsNow) - this.startSeconds
      yield* onEpoch({ stepsDone, curve: this.curve.figures, seconds: secondsSoFar, isOver })
    })
  }

  private validate() {
    return Effect.gen({ self: this }, function* () {
      const { validation, classes, onBroken } = this.task
      const before = yield* secondsNow
      this.validation = yield* measureAccuracy(this.learner, validation, classes, onBroken)
      this.validatingSeconds += (yield* secondsNow) - before
      this.curve.sawValidation(this.validation)
    })
  }

  /** Images a second in training alone; nothing where the clock has not moved. */
  get pace() {
    return Effect.map(secondsNow, (now): { readonly imagesPerSecond?: number } => {
      const seconds = now - this.startSeconds - this.secondsBefore - this.validatingSeconds
      return seconds > 0 ? { imagesPerSecond: rounded(this.imagesSeen / seconds) } : {}
    })
  }
}

/** Trains `learner` as configured and validates it. Can be interrupted between steps. */
export const train = Effect.fnUntraced(function* (learner: Learner, task: TrainingTask, report: Report) {
  const session = new Session(learner, task, yield* secondsNow)
  return yield* Effect.acquireUseRelease(
    Effect.sync(watchTensorMemory),
    Effect.fnUntraced(function* (memory) {
      if (!task.begun?.isOver)
        for (const step of plannedSteps(task, task.begun?.stepsDone))
          if (yield* session.step(step, report)) break
      const { trainLoss, validation, curve } = session
      const resources = { ...(yield* session.pace), peakMemoryMiB: rounded(memory.peak() / BYTES_PER_MIB) }
      const trained: Trained = { trainLoss, validation, curve: curve.figures, resources }
      return trained
    }),
    (memory) => Effect.sync(memory.stop)
  )
})
