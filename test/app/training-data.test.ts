/** What a run trains on: looked at before it begins, said in its first event, and the same when it goes on. */
import { writeFileSync } from "node:fs"
import { dirname, relative } from "node:path"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { readyConfig, resolveConfig } from "../../src/app/config.ts"
import { describeData, recordedData, requireData } from "../../src/app/training-data.ts"
import { decide } from "../../src/domain/decide.ts"
import { eventSchema } from "../../src/domain/event.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import { initialState } from "../../src/domain/run-state.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { temporaryFolder } from "../datasets/idx-fixtures.ts"
import { stripedDataset } from "../trainers/tfjs/striped-images.ts"

const folder = temporaryFolder()
afterAll(folder.remove)
const striped = stripedDataset(folder)

const set = (dataset: object | string, changes: readonly string[] = []) => ({
  source: "mnist",
  overrides: {},
  set: [
    `evaluator.dataset=${JSON.stringify(dataset)}`,
    "evaluator.examples=300",
    "evaluator.validationExamples=100",
    ...changes
  ]
})

const ready = (dataset: object | string, changes?: readonly string[]): Promise<RunConfig> =>
  Effect.runPromise(resolveConfig(set(dataset, changes)))
const refusal = (dataset: object | string, changes?: readonly string[]): Promise<string> =>
  Effect.runPromise(
    Effect.flip(resolveConfig(set(dataset, changes))).pipe(Effect.map(({ message }) => message))
  )

describe("before a run begins", () => {
  it("a file that is missing is found, and so is one that only the test at the end would open", async () => {
    expect(await refusal({ ...striped, trainImages: "/nowhere/x" })).toMatch(
      /\/nowhere\/x: the file does not exist/
    )
    expect(await refusal({ ...striped, testLabels: "/nowhere/y" })).toMatch(
      /\/nowhere\/y: the file does not exist/
    )
  })

  it("and so is a split that asks for too many images", async () => {
    expect(await refusal(striped, ["evaluator.examples=301"])).toMatch(
      /there are 400 images, but .* ask for 401/
    )
  })

  it("relative paths are made absolute, from the folders where they may lie", async () => {
    const here = relative(dirname(striped.trainImages), striped.trainImages)
    const wanted = await ready(striped)
    const config = {
      ...wanted,
      evaluator: { ...wanted.evaluator, dataset: { ...striped, trainImages: here } }
    }
    const folders = ["/nowhere", dirname(striped.trainImages)]
    const pinned = await Effect.runPromise(readyConfig(config, folders))
    expect(pinned.evaluator.dataset).toEqual(striped)
  })
})

describe("the data in the first event", () => {
  it("are named, counted and hashed, and another split seed gives another split of the same images", async () => {
    const data = await Effect.runPromise(describeData(await ready(striped)))
    expect(data).toMatchObject({
      classes: 4,
      format: "idx",
      name: "idx",
      shape: [10, 10, 1],
      split: { seed: 1, training: 300, validation: 100 },
      test: { images: 100 },
      training: { images: 400 }
    })
    const other = await Effect.runPromise(describeData(await ready(striped, ["evaluator.splitSeed=2"])))
    expect(other?.training).toEqual(data?.training)
    expect(other?.split.sha256).not.toBe(data?.split.sha256)
  })

  it("stand in the event as they were commanded, and are not asked for where nothing is trained", async () => {
    const config = await ready(striped)
    const data = await Effect.runPromise(recordedData(config))
    const [event] = decide(initialState(), { kind: "Start", config, ...data, engine: "test" })
    expect(event).toEqual({ kind: "RunStarted", config, ...data, engine: "test" })
    expect(eventSchema("RunStarted").parse(event)).toEqual(event)
    const toy = await Effect.runPromise(resolveConfig({ source: "toy", set: [], overrides: {} }))
    expect(await Effect.runPromise(recordedData(toy))).toEqual({})
  })
})

it("a run goes on with the same data, and not with others", async () => {
  const own = { ...striped, trainLabels: folder.write("own-labels", Buffer.from("")) }
  const bytes = Buffer.concat([Buffer.from([0, 0, 8, 1, 0, 0, 1, 0x90]), Buffer.alloc(400, 1)])
  writeFileSync(own.trainLabels, bytes)
  const config = await ready(own)
  const data = await Effect.runPromise(recordedData(config))
  const later = (): RunConfig => structuredClone(config)
  const goOn = Effect.scoped(
    Effect.gen(function* () {
      const log = makeMemoryLog(makeMemoryStore())
      const entry = yield* log.register({ name: "own", at: 0, fingerprint: "" })
      const writer = yield* log.write(entry.run)
      yield* writer.append([{ kind: "RunStarted", config, ...data, engine: "test" }], { expected: 0, at: 0 })
      yield* requireData(log, entry, later())
      bytes[20] = 0
      writeFileSync(own.trainLabels, bytes)
      return yield* Effect.flip(requireData(log, entry, later()))
    })
  )
  expect((await Effect.runPromise(goOn)).message).toMatch(
    /run own was begun with other training images of idx: their SHA-256 was [0-9a-f]{64}, and it is [0-9a-f]{64} now; put/
  )
})
