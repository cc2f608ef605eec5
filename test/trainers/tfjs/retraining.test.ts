/**
 * A retraining that is broken off and gone on with ends with the same bits as one that never was; the test file is opened
 * last of all, and what is kept in the folder belongs to one plan alone.
 */
import { existsSync, readdirSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as tf from "@tensorflow/tfjs-core"
import { Effect, Fiber } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import { tfjsConfigSchema } from "../../../src/trainers/tfjs/config.ts"
import {
  type Retrained,
  type RetrainingFacts,
  type RetrainingTask,
  retrain
} from "../../../src/trainers/tfjs/retraining/retraining.ts"
import { temporaryFolder as idxFolder } from "../../datasets/idx-fixtures.ts"
import { temporaryFolder } from "../../fixtures/temporary-folder.ts"
import { LIGHT } from "./nasnet-fixtures.ts"
import { stripedDataset } from "./striped-images.ts"

const files = idxFolder()
afterAll(files.remove)
const dataset = stripedDataset(files)
const EPOCHS = 3
/** The longest memory that a training can have. */
const MEMORY = {
  optimiser: "rmsprop",
  rmspropEpsilon: 0.1,
  learningRate: 0.01,
  warmUpEpochs: 0.5,
  dropPathKeep: 0.8
}

const taskIn = (
  folder: string,
  changes: Partial<RetrainingTask> = {},
  config: object = {}
): RetrainingTask => ({
  config: tfjsConfigSchema.parse({
    kind: "tfjs",
    dataset,
    validationExamples: 40,
    epochs: EPOCHS,
    batchSize: 25,
    validateEvery: 1,
    ...config
  }),
  examples: 60,
  space: nasnetConfigSchema.parse({ kind: "nasnet", filters: 4 }),
  individual: 3,
  genome: LIGHT,
  seed: 5,
  plan: "plan",
  folder,
  ...changes
})

interface Watched {
  readonly epochs: number[]
  steps: number
  facts: RetrainingFacts | undefined
}

/** Ends after an epoch, as Ctrl-C does, where it is told one. */
const run = async (
  task: RetrainingTask,
  stopAfterEpoch = Number.POSITIVE_INFINITY
): Promise<{ readonly result: Retrained | undefined; readonly watched: Watched }> => {
  const watched: Watched = { epochs: [], steps: 0, facts: undefined }
  const fiber = Effect.runFork(
    retrain(task, {
      onStart: (facts) => {
        watched.facts = facts
      },
      onProgress: () => {
        watched.steps++
        if (watched.epochs.length >= stopAfterEpoch) Effect.runFork(Fiber.interrupt(fiber))
      },
      onEpoch: ({ stepsDone }) => watched.epochs.push(stepsDone),
      onStage: () => undefined
    })
  )
  const exit = await Effect.runPromise(Fiber.await(fiber))
  if (exit._tag === "Success") return { result: exit.value, watched }
  if (stopAfterEpoch === Number.POSITIVE_INFINITY) throw new Error(String(exit.cause))
  return { result: undefined, watched }
}

const refusal = (task: RetrainingTask): Promise<string> =>
  Effect.runPromise(
    Effect.flip(
      retrain(task, {
        onStart: () => undefined,
        onProgress: () => undefined,
        onEpoch: () => undefined,
        onStage: () => undefined
      })
    )
  ).then(({ reason }) => reason)

const withoutClock = ({ curve, files: written, test, trainLoss, validation }: Retrained) => ({
  curve: { ...curve, seconds: [] },
  written,
  test,
  trainLoss,
  validation
})

describe("a retraining", () => {
  it("that is broken off twice ends with the same files as one that never was, to the bit", async () => {
    const whole = await run(taskIn(temporaryFolder(), {}, MEMORY))
    const folder = temporaryFolder()
    const task = taskIn(folder, {}, MEMORY)
    const before = tf.memory().numTensors
    expect((await run(task, 1)).watched.epochs).toEqual([3])
    const second = await run(task, 1)
    expect(second.watched.facts?.begun?.stepsDone).toBe(3)
    expect(second.watched.epochs).toEqual([6])
    const { result, watched } = await run(task)
    expect(watched.epochs).toEqual([9])
    expect(watched.steps).toBe(3)
    expect(tf.memory().numTensors).toBe(before)
    expect(withoutClock(result!)).toEqual(withoutClock(whole.result!))
    expect(result!.curve.seconds).toEqual([...result!.curve.seconds!].sort((a, b) => a - b))
    expect(result!.curve.validation).toHaveLength(EPOCHS)
  })

  it("takes all images that are not validated on, tests on all of the test file, and says what it wrote", async () => {
    const folder = temporaryFolder()
    const { result } = await run(taskIn(folder, { examples: "all" }, { epochs: 1, batchSize: 90 }))
    expect(result!.facts).toMatchObject({ examples: 360, validationExamples: 40, classes: 4, steps: 4 })
    expect(result!.testExamples).toBe(100)
    expect(result!.exported.difference).toBeLessThan(1e-4)
    const names = result!.files.map(({ name }) => name)
    expect(names.sort()).toEqual(["model.onnx", "tfjs/model.json", "tfjs/weights.bin", "weights.safetensors"])
    for (const name of names) expect(existsSync(join(folder, name))).toBe(true)
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([])
  })

  it("opens the test file last: without it all else is done, and is not done again", async () => {
    const folder = temporaryFolder()
    const task = taskIn(folder)
    const hidden = `${dataset.testImages}-hidden`
    renameSync(dataset.testImages, hidden)
    expect(await refusal(task)).toMatch(/test-images: the file does not exist/)
    renameSync(hidden, dataset.testImages)
    expect(existsSync(join(folder, "model.onnx"))).toBe(true)
    const { result, watched } = await run(task)
    expect(watched.steps).toBe(0)
    expect(result!.testExamples).toBe(100)
    expect(result!.curve.validation).toHaveLength(EPOCHS)
  })

  it("goes on with nothing that is of another plan, or no checkpoint at all", async () => {
    const folder = temporaryFolder()
    await run(taskIn(folder), 1)
    expect(await refusal(taskIn(folder, { plan: "another" }))).toMatch(
      /^the checkpoint .*checkpoint.safetensors cannot be gone on with \(it is of another training\); remove it/
    )
    writeFileSync(join(folder, "checkpoint.safetensors"), "short")
    expect(await refusal(taskIn(folder))).toMatch(/cannot be gone on with \(it is too short for a header\)/)
  })
})
