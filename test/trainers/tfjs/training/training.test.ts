/** The course of a training: its curve, the budgets that end it, what it reports and keeps, and how it fails. */
import * as tf from "@tensorflow/tfjs-core"
import { Clock, Effect } from "effect"
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { LabelledImages } from "../../../../src/datasets/labelled-images.ts"
import { randomStream } from "../../../../src/domain/random-stream.ts"
import type { EvaluationProgress } from "../../../../src/trainers/evaluator.ts"
import { startBackend } from "../../../../src/trainers/tfjs/backends/start-backend.ts"
import { tfjsConfigSchema } from "../../../../src/trainers/tfjs/config.ts"
import { buildClassifier } from "../../../../src/trainers/tfjs/networks/classifier.ts"
import { makeNetworkBuilder, type Network } from "../../../../src/trainers/tfjs/networks/network-builder.ts"
import { type Learner, makeLearner } from "../../../../src/trainers/tfjs/training/learner.ts"
import { type Trained, train } from "../../../../src/trainers/tfjs/training/training.ts"

const CLASSES = 2
const SHAPE = { height: 4, width: 4, channels: 2 }
const SEED = 7360

/** The class is the brighter channel. */
const drawImages = (name: string, count: number): LabelledImages => {
  const stream = randomStream(SEED, name, 0)
  const labels = Uint8Array.from({ length: count }, (_, index) => index % CLASSES)
  const pixels = Uint8Array.from(
    { length: count * 32 },
    (_, at) => stream.below(200) + (at % 2 === labels[Math.floor(at / 32)] ? 55 : 0)
  )
  return { count, shape: SHAPE, pixels, labels }
}

/** A linear classifier of the channels' means. */
const linear = (): Network => {
  const builder = makeNetworkBuilder()
  const classify = buildClassifier(builder, { ...SHAPE, parts: 1 }, CLASSES)
  return { ...builder, forward: (images, pass) => classify([images], pass) }
}

const images = drawImages("training", 42)
const validation = drawImages("validation", 20)

interface Run {
  readonly changes?: object
  readonly alter?: (learner: Learner) => Learner
  readonly clock?: Clock.Clock
}

const start = ({ changes = {}, alter = (learner) => learner, clock }: Run) => {
  const config = tfjsConfigSchema.parse({ kind: "tfjs", epochs: 3, batchSize: 10, ...changes })
  const learner = makeLearner(linear(), config, SEED)
  const reports: EvaluationProgress[] = []
  const broken = { times: 0 }
  const task = { images, validation, classes: CLASSES, seed: SEED, config, onBroken: () => broken.times++ }
  const training = train(alter(learner), task, (progress) => Effect.sync(() => reports.push(progress))).pipe(
    Effect.ensuring(Effect.sync(learner.dispose))
  )
  const clocked = clock === undefined ? training : Effect.provideService(training, Clock.Clock, clock)
  return { training: clocked, reports, broken }
}

const trained = (run: Run = {}): Promise<Trained> => Effect.runPromise(start(run).training)

const failure = async (run: Run): Promise<{ readonly reason: string; readonly broken: number }> => {
  const { training, broken } = start(run)
  const { reason } = await Effect.runPromise(Effect.flip(training))
  return { reason, broken: broken.times }
}

/** Each look at it is a quarter of a second later. */
const ticking = (): Clock.Clock => {
  let nanoseconds = 0n
  const next = (): bigint => {
    nanoseconds += 250_000_000n
    return nanoseconds
  }
  return {
    currentTimeMillisUnsafe: () => Number(next()) / 1e6,
    currentTimeMillis: Effect.sync(() => Number(next()) / 1e6),
    currentTimeNanosUnsafe: next,
    currentTimeNanos: Effect.sync(next),
    monotonicTimeNanosUnsafe: next,
    monotonicTimeNanos: Effect.sync(next),
    sleep: () => Effect.void
  }
}

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

let before = 0
beforeEach(() => {
  before = tf.memory().numTensors
})
afterEach(() => expect(tf.memory().numTensors).toBe(before))

describe("a learning curve", () => {
  it("has a point an epoch, and the validation at the end; 42 images are four batches of 10 and one of 2", async () => {
    const { curve, trainLoss, validation: fitness } = await trained()
    expect(curve).toMatchObject({ epoch: [1, 2, 3], validation: [fitness], validationEpoch: [3] })
    expect(curve.trainLoss?.at(-1)).toBe(trainLoss)
    expect(Number(curve.trainLoss?.[0])).toBeGreaterThan(trainLoss)
    const rate = (step: number): number => (0.1 * (1 + Math.cos((Math.PI * step) / 15))) / 2
    expect(curve.learningRate).toEqual([rate(4), rate(9), rate(14)])
    const [first = 0, second = 0, third = 0] = curve.seconds ?? []
    expect(first).toBeGreaterThan(0)
    expect(second).toBeGreaterThanOrEqual(first)
    expect(third).toBeGreaterThanOrEqual(second)
  })

  it("has a validation every so many epochs and at the end, which changes nothing of the rest", async () => {
    const often = await trained({ changes: { validateEvery: 2 } })
    expect(often.curve.validationEpoch).toEqual([2, 3])
    expect(often.curve.validation).toHaveLength(2)
    const seldom = await trained()
    expect(often.trainLoss).toBe(seldom.trainLoss)
    expect(often.validation).toBe(seldom.validation)
    expect((await trained({ changes: { validateEvery: 1 } })).curve.validationEpoch).toEqual([1, 2, 3])
  })

  it("is told step by step while it is being made", async () => {
    const { training, reports } = start({ changes: { validateEvery: 1, learningRateDecay: "none" } })
    const { curve } = await Effect.runPromise(training)
    expect(reports.map(({ done, total }) => [done, total])).toEqual(
      Array.from({ length: 15 }, (_, step) => [step + 1, 15])
    )
    expect(reports[0]?.figures).toEqual({ epoch: 1, epochs: 3, learningRate: 0.1, loss: expect.any(Number) })
    expect(reports[7]?.figures).toMatchObject({ epoch: 2, validation: curve.validation?.[0] })
  })
})

describe("a budget", () => {
  it("of steps ends a training in the middle of an epoch, and its rate falls over these steps", async () => {
    const { curve, trainLoss } = await trained({ changes: { stepsMax: 7 } })
    expect(curve.epoch).toEqual([1, 1.4])
    expect(curve.learningRate?.at(-1)).toBe((0.1 * (1 + Math.cos((Math.PI * 6) / 7))) / 2)
    expect(trainLoss).toBeGreaterThan(0.2)
    expect(trainLoss).toBeLessThan(1)
    expect((await trained({ changes: { stepsMax: 5 } })).curve.epoch).toEqual([1])
    expect((await trained({ changes: { stepsMax: 500 } })).curve.epoch).toEqual([1, 2, 3])
  })

  it("of seconds ends it with the first step after them, and never before the first", async () => {
    const { curve } = await trained({ changes: { secondsMax: 1.75 }, clock: ticking() })
    expect(curve).toMatchObject({ epoch: [1, 1.4], validationEpoch: [1.4] })
    const shortest = await trained({ changes: { secondsMax: 1e-9 }, clock: ticking() })
    expect(shortest.curve.epoch).toEqual([0.2])
    const unhurried = await trained({ changes: { secondsMax: 1000 }, clock: ticking() })
    expect(unhurried.trainLoss).toBe((await trained()).trainLoss)
  })
})

describe("what it took of the machine", () => {
  it("is the pace of the training alone, and the most that tensors held at any moment", async () => {
    const held = tf.memory().numBytes
    const { resources } = await trained({ changes: { epochs: 1 }, clock: ticking() })
    // Five steps and the beginning of the validation: at a look at the clock each, and the two around the validation.
    expect(resources.imagesPerSecond).toBe(24)
    const batch = 20 * 32 * 4
    expect(resources.peakMemoryMiB).toBeGreaterThan((held + batch) / 2 ** 20)
    expect(resources.peakMemoryMiB).toBeLessThan((held + 20 * batch) / 2 ** 20)
    expect(tf.memory().numBytes).toBe(held)
    const larger = await trained({ changes: { epochs: 1, batchSize: 42 } })
    expect(Number(larger.resources.peakMemoryMiB)).toBeGreaterThan(Number(resources.peakMemoryMiB))
  })

  it("watches no longer than the training", async () => {
    await trained({ changes: { epochs: 1 } })
    expect(Object.getOwnPropertyDescriptor(tf.engine().state, "numBytes")).toMatchObject({ writable: true })
  })
})

describe("a training fails in a sentence", () => {
  const unsound =
    (name: "classifier/weights" | "classifier/bias") =>
    (learner: Learner): Learner => ({
      ...learner,
      weights: async () => {
        const weights = new Map(await learner.weights())
        const tensor = weights.get(name)
        if (tensor === undefined) throw new Error(`there is no ${name}`)
        return weights.set(name, { ...tensor, values: tensor.values.map(() => Number.NaN) })
      }
    })

  it("where the last step left weights that are not finite, whatever the loss before it was", async () => {
    const { reason, broken } = await failure({ alter: unsound("classifier/bias") })
    expect(reason).toBe(
      "training diverged: not all of classifier/bias are finite after 5 steps; a lower learningRate or gradientClip may help"
    )
    expect(broken).toBe(0)
  })

  it("where the last step of all overflows", async () => {
    const changes = { stepsMax: 1, learningRate: 3e38, gradientClip: 0, momentum: 0, weightDecay: 1e9 }
    expect((await failure({ changes })).reason).toMatch(
      /^training diverged: not all of classifier\/\w+ are finite after 1 steps/
    )
  })

  it("where the network then gives no numbers, instead of a fitness by chance", async () => {
    const alter = (learner: Learner): Learner => ({
      ...learner,
      predict: (batch) => tf.fill<tf.Rank.R2>([batch.shape[0], CLASSES], Number.NaN)
    })
    expect((await failure({ alter })).reason).toMatch(
      /^the network gives no finite numbers for images 0 to 20/
    )
  })

  it("where memory runs out, in a step or in the validation; the process is then not to go on", async () => {
    const full = (): never => {
      throw new Error("the wasm heap is out of memory: 8 bytes were asked for")
    }
    const step = await failure({ alter: (learner) => ({ ...learner, step: async () => full() }) })
    expect(step).toEqual({
      reason:
        "training ran out of memory at step 1 (Error: the wasm heap is out of memory: 8 bytes were asked for)",
      broken: 1
    })
    const predict = await failure({ alter: (learner) => ({ ...learner, predict: full }) })
    expect(predict.reason).toMatch(/^the network ran out of memory when it was to classify images 0 to 20 \(/)
    expect(predict.broken).toBe(1)
  })
})
