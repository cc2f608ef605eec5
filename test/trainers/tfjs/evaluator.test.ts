/** Real training, on a small data set: it learns, repeats itself to the last bit, cleans up, and fails in sentences. */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as tf from "@tensorflow/tfjs-core"
import { Effect, Fiber } from "effect"
import { afterAll, describe, expect, it, vi } from "vitest"
import type { Genome } from "../../../src/domain/space.ts"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import type {
  EvaluationFailure,
  EvaluationProgress,
  Evaluator,
  Measurement
} from "../../../src/trainers/evaluator.ts"
import { tfjsConfigSchema } from "../../../src/trainers/tfjs/config.ts"
import { makeTfjsEvaluator } from "../../../src/trainers/tfjs/evaluator.ts"
import { temporaryFolder } from "../../datasets/idx-fixtures.ts"
import { reproducible } from "../reproducible.ts"
import { EVERY_OPERATION, LIGHT } from "./nasnet-fixtures.ts"
import { stripedDataset } from "./striped-images.ts"

const folder = temporaryFolder()
afterAll(() => {
  vi.unstubAllEnvs()
  folder.remove()
})

const dataset = stripedDataset(folder)
const settings = { kind: "tfjs", dataset, examples: 300, validationExamples: 100, epochs: 2, batchSize: 20 }
/** Whatever of a training's options may change its numbers. */
const EVERY_OPTION = {
  optimiser: "rmsprop",
  rmspropEpsilon: 0.1,
  learningRate: 0.01,
  learningRateDecay: "exponential",
  learningRateStaircase: false,
  warmUpEpochs: 0.5,
  labelSmoothing: 0.1,
  gradientClipValue: 0.5,
  auxiliaryWeight: 0.4,
  dropPathKeep: 0.8
} as const
const space = nasnetConfigSchema.parse({ kind: "nasnet", filters: 4 })

const make = (changes: object = {}): Effect.Effect<Evaluator, { readonly message: string }> =>
  makeTfjsEvaluator(tfjsConfigSchema.parse({ ...settings, ...changes }), space)

const silent = () => Effect.void

const evaluate = async (genome: Genome, changes: object = {}, seed = 1): Promise<Measurement> => {
  const evaluator = await Effect.runPromise(make(changes))
  return Effect.runPromise(evaluator.evaluate({ individual: 0, genome, seed }, silent))
}

const failureOf = async (genome: Genome, changes: object = {}): Promise<EvaluationFailure> => {
  const evaluator = await Effect.runPromise(make(changes))
  return Effect.runPromise(Effect.flip(evaluator.evaluate({ individual: 5, genome, seed: 1 }, silent)))
}

describe("training with TensorFlow.js on wasm", () => {
  it("learns: far above the chance of 0.25, seed 1", async () => {
    const { fitness, measures } = await evaluate(LIGHT)
    expect(fitness).toBeGreaterThan(0.8)
    expect(measures.trainLoss).toBeLessThan(Math.log(4) / 2)
    expect(Object.keys(measures).sort()).toEqual(["flops", "parameters", "trainLoss"])
  })

  it("gives the same bits again, in this process and in another, and others for another seed", async () => {
    const short = { examples: 40, epochs: 1, ...EVERY_OPTION }
    const config = JSON.stringify({ ...settings, ...short })
    const here = await evaluate(EVERY_OPERATION, short)
    expect(reproducible(await evaluate(EVERY_OPERATION, short))).toEqual(reproducible(here))
    expect((await evaluate(EVERY_OPERATION, short, 2)).measures.trainLoss).not.toBe(here.measures.trainLoss)
    const script = fileURLToPath(new URL("evaluate-once.ts", import.meta.url))
    const task = JSON.stringify({ individual: 0, genome: EVERY_OPERATION, seed: 1 })
    const there = execFileSync(process.execPath, [script, config, JSON.stringify(space), task], {
      encoding: "utf8"
    })
    expect(reproducible(JSON.parse(there))).toEqual(reproducible(here))
  })

  it("takes the means of long training: they change what is learnt, repeat themselves, and are not counted", async () => {
    const short = { examples: 60, epochs: 1 }
    const long = { ...short, auxiliaryWeight: 0.4, dropPathKeep: 0.6, dropPathSchedule: "both" }
    const plain = await evaluate(LIGHT, short)
    const trained = await evaluate(LIGHT, long)
    expect(reproducible(await evaluate(LIGHT, long))).toEqual(reproducible(trained))
    expect(trained.measures.trainLoss).not.toBe(plain.measures.trainLoss)
    expect(trained.measures.parameters).toBe(plain.measures.parameters)
    expect(trained.measures.flops).toBe(plain.measures.flops)
    const none = { ...short, auxiliaryWeight: 0, dropPathKeep: 1, dropPathSchedule: "both" }
    expect(reproducible(await evaluate(LIGHT, none))).toEqual(reproducible(plain))
  })

  it("varies and standardises its images by seed: the same bits again, and others than without", async () => {
    const short = { examples: 60, epochs: 1 }
    const augmentation = { crop: 1, flip: true, cutout: 2 }
    const plain = await evaluate(LIGHT, short)
    const varied = await evaluate(LIGHT, { ...short, augmentation })
    const again = await evaluate(LIGHT, { ...short, augmentation })
    expect(reproducible(again)).toEqual(reproducible(varied))
    expect(varied.measures.trainLoss).not.toBe(plain.measures.trainLoss)
    const standardised = await evaluate(LIGHT, { ...short, normalisation: "standardised", downscale: 2 })
    expect(standardised.measures.trainLoss).not.toBe(plain.measures.trainLoss)
    expect(Number(standardised.measures.flops)).toBeLessThan(Number(plain.measures.flops))
  })

  it("learns MNIST-1D, whose images are one row high, with every operation", async () => {
    const changes = {
      dataset: "mnist-1d",
      examples: 60,
      validationExamples: 20,
      epochs: 1,
      augmentation: { crop: 2 }
    }
    const { measures } = await evaluate(EVERY_OPERATION, changes)
    expect(measures.trainLoss).toBeGreaterThan(0)
    expect(measures.trainLoss).toBeLessThan(10)
  })

  it("reports each step, and lets timers fire in between", async () => {
    const evaluator = await Effect.runPromise(make({ examples: 60, epochs: 2 }))
    const reports: EvaluationProgress[] = []
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    await Effect.runPromise(
      evaluator.evaluate({ individual: 0, genome: LIGHT, seed: 1 }, (progress) =>
        Effect.sync(() => reports.push(progress))
      )
    )
    clearInterval(timer)
    expect(reports.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6])
    expect(reports.every(({ total, figures }) => total === 6 && Number(figures.loss) > 0)).toBe(true)
    expect(ticks).toBeGreaterThan(3)
  })

  it("leaves no tensor behind, neither after success nor after failure nor after an interruption", async () => {
    const before = tf.memory().numTensors
    await evaluate(EVERY_OPERATION, { examples: 40, epochs: 1 })
    expect(tf.memory().numTensors).toBe(before)
    await failureOf(LIGHT, { learningRate: 1e38, gradientClip: 0 })
    expect(tf.memory().numTensors).toBe(before)
    const evaluator = await Effect.runPromise(make())
    let steps = 0
    const fiber = Effect.runFork(
      evaluator.evaluate({ individual: 0, genome: LIGHT, seed: 1 }, () => Effect.sync(() => steps++))
    )
    while (steps < 2) await new Promise((resolve) => setTimeout(resolve, 1))
    await Effect.runPromise(Fiber.interrupt(fiber))
    expect(steps).toBeLessThan(30)
    expect(tf.memory().numTensors).toBe(before)
  })

  it("fails in a sentence where the loss diverges", async () => {
    const error = await failureOf(LIGHT, { learningRate: 1e38, gradientClip: 0 })
    expect(error.reason).toMatch(
      /^training diverged: the loss was (NaN|Infinity) at step \d+ of 30; a lower learningRate/
    )
  })

  it("fails in a sentence where memory runs out, and does not go on in the same process", async () => {
    const right = tf.getGradient("Relu")
    const evaluator = await Effect.runPromise(make())
    const once = evaluator.evaluate({ individual: 0, genome: LIGHT, seed: 1 }, silent)
    tf.registerGradient({
      ...right,
      gradFunc: () => {
        throw new Error("the wasm heap is out of memory: 8 bytes were asked for")
      }
    })
    const error = await Effect.runPromise(Effect.flip(once))
    tf.registerGradient(right)
    expect(error.reason).toMatch(/^training ran out of memory at step 1 \(Error: the wasm heap/)
    await expect(Effect.runPromise(once)).rejects.toThrow("start another trainer")
  })

  it("fails likewise where memory runs out while a network is built", async () => {
    const evaluator = await Effect.runPromise(make())
    const once = evaluator.evaluate({ individual: 0, genome: LIGHT, seed: 1 }, silent)
    const backend = tf.backend()
    const { write } = backend
    backend.write = () => {
      throw new Error("the wasm heap is out of memory: 8 bytes were asked for")
    }
    const error = await Effect.runPromise(Effect.flip(once))
    backend.write = write
    expect(error.reason).toMatch(/^the network could not be built \(Error: the wasm heap is out of memory/)
    await expect(Effect.runPromise(once)).rejects.toThrow("start another trainer")
  })

  it("fails in a sentence on a genome that is not of the space", async () => {
    const error = await failureOf({ normal: [], reduction: [] })
    expect(error.reason).toMatch(/^individual 5 is no genome of SP-I \(normal: /)
  })
})

describe("the test set", () => {
  it("is measured after the same training over again", async () => {
    const short = { examples: 100, epochs: 1 }
    const evaluator = await Effect.runPromise(make(short))
    const task = { individual: 0, genome: LIGHT, seed: 9 }
    const found = await Effect.runPromise(evaluator.evaluate(task, silent))
    if (evaluator.test === undefined) throw new Error("this evaluator has a test set")
    const tested = await Effect.runPromise(evaluator.test(task, silent))
    expect(tested.fitness).toBe(found.fitness)
    expect(tested.measures.validation).toBe(found.fitness)
    expect(tested.measures.testExamples).toBe(100)
    expect(tested.measures.parameters).toBe(found.measures.parameters)
    expect(tested.measures.test).toBeGreaterThanOrEqual(0)
  })

  it("is not opened by an evaluation", async () => {
    const sealed = { ...dataset, testImages: folder.path("sealed"), testLabels: folder.path("sealed") }
    const changes = { dataset: sealed, examples: 40, epochs: 1 }
    expect((await evaluate(LIGHT, changes)).fitness).toBeGreaterThanOrEqual(0)
    const evaluator = await Effect.runPromise(make(changes))
    const testing =
      evaluator.test?.({ individual: 0, genome: LIGHT, seed: 1 }, silent) ?? Effect.die("no test set")
    expect((await Effect.runPromise(Effect.flip(testing))).reason).toMatch(/sealed: the file does not exist/)
  })
})

describe("an evaluator that cannot be made says why", () => {
  const cases: [string, object, RegExp][] = [
    [
      "a backend that is not set up",
      { backend: "native" },
      /^native TensorFlow is not set up in \S+; run “cambrian setup native”, or set evaluator.backend to "wasm"/
    ],
    [
      "another backend than the process uses",
      { backend: "cpu" },
      /already trains on wasm and cannot change to cpu/
    ],
    [
      "a file that is missing",
      { dataset: { ...dataset, trainImages: "/nowhere/images" } },
      /\/nowhere\/images: the file does not/
    ],
    [
      "more images than there are",
      { examples: 1000 },
      /400 images, but examples \+ validationExamples ask for 1100/
    ],
    ["no batch", { examples: 1 }, /make no batch/]
  ]
  for (const [what, changes, message] of cases) {
    it(what, async () => {
      vi.stubEnv("CAMBRIAN_NATIVE", folder.path("no-native"))
      await Effect.runPromise(make())
      expect((await Effect.runPromise(Effect.flip(make(changes)))).message).toMatch(message)
    })
  }

  it("and its configuration has defaults and refuses unknown fields", () => {
    expect(tfjsConfigSchema.parse({ kind: "tfjs" })).toMatchObject({
      backend: "auto",
      dataset: "mnist",
      epochs: 1
    })
    expect(tfjsConfigSchema.safeParse({ kind: "tfjs", epoch: 2 }).success).toBe(false)
  })
})
