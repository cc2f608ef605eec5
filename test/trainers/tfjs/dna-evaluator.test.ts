/** Real training of DNA with inherited weights: the same bits and files again, and failures in sentences. */
import { execFileSync } from "node:child_process"
import { readdirSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import type { DnaGenome } from "../../../src/spaces/dna/genome.ts"
import { makeDnaSpace } from "../../../src/spaces/dna/space.ts"
import { spaceConfig } from "../../../src/spaces/registry.ts"
import type {
  EvaluationFailure,
  EvaluationTask,
  Evaluator,
  Measurement
} from "../../../src/trainers/evaluator.ts"
import type { EvaluatorUnavailable } from "../../../src/trainers/evaluator-unavailable.ts"
import { evaluatorConfig, makeEvaluator } from "../../../src/trainers/registry.ts"
import { weightsFile } from "../../../src/trainers/tfjs/weights/weights-file.ts"
import { temporaryFolder } from "../../datasets/idx-fixtures.ts"
import { convolutionEdge, dnaOf, identityEdge, rectified } from "../../spaces/dna/dna-fixtures.ts"
import { reproducible } from "../reproducible.ts"
import { LIGHT } from "./nasnet-fixtures.ts"
import { stripedDataset } from "./striped-images.ts"

const temporary = temporaryFolder()
afterAll(temporary.remove)
const weightsFolder = temporary.path("weights")

const settings = {
  kind: "tfjs",
  dataset: stripedDataset(temporary),
  examples: 300,
  validationExamples: 100,
  batchSize: 20,
  learningRateDecay: "none",
  inheritWeights: true
}
const space = { kind: "dna", imageChannels: 1 }

const make = (
  changes: object = {},
  where: object = space,
  folder: string | undefined = weightsFolder
): Effect.Effect<Evaluator, EvaluatorUnavailable> =>
  Effect.suspend(() =>
    makeEvaluator(evaluatorConfig.parse({ ...settings, ...changes }), spaceConfig.parse(where), {
      weightsFolder: folder
    })
  )

const silent = () => Effect.void

const evaluate = async (task: Partial<EvaluationTask>, changes: object = {}): Promise<Measurement> => {
  const evaluator = await Effect.runPromise(make(changes))
  return Effect.runPromise(evaluator.evaluate({ individual: 0, genome: PARENT, seed: 1, ...task }, silent))
}

const failureOf = async (task: Partial<EvaluationTask>, changes: object = {}): Promise<EvaluationFailure> => {
  const evaluator = await Effect.runPromise(make(changes))
  const evaluation = evaluator.evaluate({ individual: 5, genome: PARENT, seed: 1, ...task }, silent)
  return Effect.runPromise(Effect.flip(evaluation))
}

/** Eight channels at half the size: enough for bars. */
const PARENT = dnaOf(
  [rectified("a"), rectified("b")],
  [
    convolutionEdge("e1", "input", "a", { depthFactor: 8, strideScale: 1 }),
    convolutionEdge("e2", "a", "b", { filterHalfWidth: 2, filterHalfHeight: 2 }),
    identityEdge("e3", "b", "output")
  ]
)

const childOf = (name: string): DnaGenome => {
  const operator = makeDnaSpace({ kind: "dna", imageChannels: 1 }).operators[name]
  return operator?.(PARENT, randomStream(3, name, 0))?.genome ?? PARENT
}

const countTensors = (): number => tf.memory().numTensors

describe("training DNA on wasm", () => {
  it("learns, keeps its weights, and a child of the identity learns on from there, seed 1", async () => {
    const parent = await evaluate({})
    expect(Object.keys(parent.measures).sort()).toEqual([
      "flops",
      "inheritedParameters",
      "parameters",
      "trainLoss"
    ])
    expect(parent.measures.inheritedParameters).toBe(0)
    expect(readdirSync(weightsFolder)).toContain(`${parent.weights}.safetensors`)
    const child = await evaluate({ genome: childOf("identity"), seed: 2, weights: parent.weights })
    expect(child.measures.inheritedParameters).toBe(child.measures.parameters)
    const stranger = await evaluate({ genome: childOf("resetWeights"), seed: 2, weights: parent.weights })
    expect(stranger.measures.inheritedParameters).toBe(0)
    expect(child.measures.trainLoss).toBeLessThan(Number(stranger.measures.trainLoss) * (2 / 3))
    expect(child.fitness).toBeGreaterThan(0.8)
  })

  it("gives the same bits and the same file again, in this process and in another", async () => {
    const short = { examples: 60 }
    const { weights } = await evaluate({}, short)
    const task = { individual: 3, genome: childOf("insertConvolution"), seed: 7, weights }
    const here = await evaluate(task, short)
    expect(reproducible(await evaluate(task, short))).toEqual(reproducible(here))
    expect((await evaluate({ ...task, seed: 8 }, short)).weights).not.toBe(here.weights)
    const script = fileURLToPath(new URL("evaluate-once.ts", import.meta.url))
    const config = JSON.stringify({ ...settings, ...short })
    const there = execFileSync(
      process.execPath,
      [script, config, JSON.stringify(space), JSON.stringify(task), weightsFolder],
      { encoding: "utf8" }
    )
    expect(reproducible(JSON.parse(there))).toEqual(reproducible(here))
  })

  it("tests the network that it measured, inherited weights and all, and keeps no file of that", async () => {
    const short = { examples: 60 }
    const { weights } = await evaluate({}, short)
    const task = { individual: 3, genome: childOf("identity"), seed: 7, weights }
    const found = await evaluate(task, short)
    const evaluator = await Effect.runPromise(make(short))
    const files = readdirSync(weightsFolder).length
    const tested = await Effect.runPromise(evaluator.test?.(task, silent) ?? Effect.die("no test set"))
    expect(tested.measures.validation).toBe(found.fitness)
    expect(tested.weights).toBeUndefined()
    expect(readdirSync(weightsFolder)).toHaveLength(files)
  })

  it("takes its learning rate from the DNA", async () => {
    const short = { examples: 60 }
    const slow = await evaluate({ genome: { ...PARENT, learningRate: 1e-6 } }, short)
    const configured = { ...short, learningRate: 3 }
    const same = await evaluate({ genome: { ...PARENT, learningRate: 1e-6 } }, configured)
    expect(reproducible(same)).toEqual(reproducible(slow))
    expect((await evaluate({}, short)).measures.trainLoss).toBeLessThan(Number(slow.measures.trainLoss))
  })

  it("sees images in patches, and tests on the same", async () => {
    const changes = { examples: 60, patchSize: 2, inheritWeights: false }
    const evaluator = await Effect.runPromise(make(changes, { kind: "dna", imageChannels: 4 }))
    const task = { individual: 0, genome: PARENT, seed: 1 }
    const found = await Effect.runPromise(evaluator.evaluate(task, silent))
    // The first filter sees four channels, the factor of eight makes 32, and so on.
    const filters = 9 * 4 * 32 + 25 * 32 * 32
    expect(found.measures.parameters).toBe(filters + 2 * 32 + 2 * 32 + 32 * 4 + 4)
    const tested = await Effect.runPromise(evaluator.test?.(task, silent) ?? Effect.die("no test set"))
    expect(tested.measures.validation).toBe(found.fitness)
  })

  it("keeps and inherits nothing unless it is told to", async () => {
    const files = readdirSync(weightsFolder).length
    const alone = await evaluate({ weights: "0".repeat(64) }, { examples: 60, inheritWeights: false })
    expect(alone.weights).toBeUndefined()
    expect(readdirSync(weightsFolder)).toHaveLength(files)
  })

  it("inherits between NASNet genomes as well, by the places of their cells", async () => {
    const cells = { kind: "nasnet", filters: 4 }
    const evaluator = await Effect.runPromise(make({ examples: 40 }, cells))
    const parent = await Effect.runPromise(
      evaluator.evaluate({ individual: 0, genome: LIGHT, seed: 1 }, silent)
    )
    const task = { individual: 1, genome: LIGHT, seed: 2, weights: parent.weights }
    const { measures } = await Effect.runPromise(evaluator.evaluate(task, silent))
    expect(measures.inheritedParameters).toBe(measures.parameters)
  })
})

describe("a failed evaluation of DNA", () => {
  it("says which weights file is missing, and leaves no tensor behind", async () => {
    const { weights = "" } = await evaluate({}, { examples: 40 })
    const before = countTensors()
    rmSync(weightsFile(weightsFolder, weights))
    expect((await failureOf({ weights })).reason).toContain(
      `the weights file ${weightsFile(weightsFolder, weights)} cannot be read`
    )
    expect(countTensors()).toBe(before)
  })

  it("is a model that would not fit the memory, which is never built", async () => {
    const wide = dnaOf(
      [rectified("a")],
      [convolutionEdge("e1", "input", "a", { depthFactor: 1e12 }), identityEdge("e2", "a", "output")]
    )
    const before = countTensors()
    expect((await failureOf({ genome: wide })).reason).toMatch(
      /^the model of individual 5 would need about \d+ MiB to train, more than evaluator.memoryMaxMiB = 2048; it was not built$/
    )
    expect((await failureOf({}, { memoryMaxMiB: 1 })).reason).toMatch(/about \d MiB .*memoryMaxMiB = 1;/)
    expect(countTensors()).toBe(before)
  })

  it("is one whose learning rate makes it diverge", async () => {
    const error = await failureOf({ genome: { ...PARENT, learningRate: 1e38 } }, { gradientClip: 0 })
    expect(error.reason).toMatch(/^training diverged/)
  })

  it("is a genome that is no DNA", async () => {
    expect((await failureOf({ genome: { ...PARENT, edges: [] } })).reason).toMatch(
      /^individual 5 is no genome of dna \(/
    )
  })
})

describe("an evaluator of DNA cannot be made", () => {
  it.each([
    ["without a folder, where it is to keep weights", {}, space, undefined, /inheritWeights needs a folder/],
    [
      "for patches that do not fill the images",
      { patchSize: 3 },
      space,
      weightsFolder,
      /10 x 10 pixels cannot be cut into patches of 3; set evaluator.patchSize/
    ],
    [
      "for images of other channels",
      {},
      { ...space, imageChannels: 3 },
      weightsFolder,
      /1 channel\(s\), but space.imageChannels is 3/
    ]
  ] as const)("%s", async (_what, changes, where, folder, message) => {
    const evaluator = makeEvaluator(
      evaluatorConfig.parse({ ...settings, ...changes }),
      spaceConfig.parse(where),
      { weightsFolder: folder }
    )
    expect((await Effect.runPromise(Effect.flip(evaluator))).reason).toMatch(message)
  })
})
