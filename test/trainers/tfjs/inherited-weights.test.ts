/** A learner that inherits: the identity goes on where its parent stopped, other children keep what fits. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import type { DnaGenome } from "../../../src/spaces/dna/genome.ts"
import { inferShapes } from "../../../src/spaces/dna/shapes.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { buildDnaNetwork } from "../../../src/trainers/tfjs/networks/dna-network.ts"
import { countParameters } from "../../../src/trainers/tfjs/networks/parameters.ts"
import { type Learner, makeLearner } from "../../../src/trainers/tfjs/training/learner.ts"
import type { NamedWeights } from "../../../src/trainers/tfjs/weights/named-weights.ts"
import { decodeWeights, encodeWeights } from "../../../src/trainers/tfjs/weights/safetensors.ts"
import { applyOperator, SMALL } from "../../spaces/dna/dna-fixtures.ts"
import { randomBatch, SIDE, TRAINING } from "./dna-training.ts"

const SEED = 6
const RATE = 0.05

const networkOf = (genome: DnaGenome) =>
  buildDnaNetwork(genome, inferShapes(genome, { height: SIDE, width: SIDE, channels: 3 }), 4)

/** One step on the batch of that number: the loss before it. */
const step = async (learner: Learner, index: number): Promise<number> => {
  const batch = randomBatch(SEED, index)
  const loss = await learner.step(batch, { step: index, steps: 10, learningRate: RATE })
  tf.dispose([batch.images, batch.labels])
  return loss
}

const logitsOf = (learner: Learner): number[] => {
  const batch = randomBatch(SEED, 100)
  const logits = learner.predict(batch.images)
  const values = [...logits.dataSync()]
  tf.dispose([batch.images, batch.labels, logits])
  return values
}

const plain = (weights: NamedWeights) =>
  [...weights].map(([name, { shape, values }]) => [name, shape, [...values]])

const childOf = (name: string): DnaGenome => {
  const mutation = applyOperator(name, SMALL, randomStream(SEED, name, 1))
  if (mutation === undefined) throw new Error(`${name} could not be applied`)
  return mutation.genome
}

let parent: Learner
let inherited: NamedWeights

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
  parent = makeLearner(networkOf(SMALL), TRAINING, SEED)
  for (let index = 0; index < 5; index++) await step(parent, index)
  // By way of a file, as in a run.
  inherited = decodeWeights(encodeWeights(await parent.weights()))
})

/** The names of the child's tensors that are the parent's at its start. */
const keptBy = async (genome: DnaGenome): Promise<{ learner: Learner; kept: string[]; lost: string[] }> => {
  const learner = makeLearner(networkOf(genome), TRAINING, SEED + 1, inherited)
  const names = plain(await learner.weights())
  const isKept = ([name, shape, values]: (typeof names)[number]): boolean => {
    const tensor = inherited.get(String(name))
    return JSON.stringify([tensor?.shape, [...(tensor?.values ?? [])]]) === JSON.stringify([shape, values])
  }
  const nameOf = ([name]: (typeof names)[number]): string => String(name)
  return {
    learner,
    kept: names.filter(isKept).map(nameOf),
    lost: names.filter((tensor) => !isKept(tensor)).map(nameOf)
  }
}

describe(`a child of the identity, seed ${SEED}`, () => {
  it("begins with exactly the weights that its parent ended with, and so with its predictions", async () => {
    const child = makeLearner(networkOf(childOf("identity")), TRAINING, SEED + 1, inherited)
    expect(plain(await child.weights())).toEqual(plain(await parent.weights()))
    expect(child.inheritedParameters).toBe(countParameters(networkOf(SMALL).parameters))
    expect(logitsOf(child)).toEqual(logitsOf(parent))
    child.dispose()
  })

  it("has at its first step the loss that its parent has at its next", async () => {
    const child = makeLearner(networkOf(childOf("identity")), TRAINING, SEED + 1, inherited)
    const stranger = makeLearner(networkOf(SMALL), TRAINING, SEED + 1)
    const loss = await step(child, 5)
    expect(loss).toBe(await step(parent, 5))
    expect(await step(stranger, 5)).not.toBe(loss)
    child.dispose()
    stranger.dispose()
  })
})

describe(`another child, seed ${SEED}`, () => {
  it("begins afresh after RESET-WEIGHTS: as it would without a parent", async () => {
    const genome = childOf("resetWeights")
    const { learner, kept } = await keptBy(genome)
    expect(kept).toEqual([])
    expect(learner.inheritedParameters).toBe(0)
    const orphan = makeLearner(networkOf(genome), TRAINING, SEED + 1)
    expect(plain(await learner.weights())).toEqual(plain(await orphan.weights()))
    learner.dispose()
    orphan.dispose()
  })

  it("draws only the one filter anew after FILTER-SIZE", async () => {
    const { learner, lost } = await keptBy(childOf("filterSize"))
    expect(lost).toHaveLength(1)
    expect(lost[0]).toMatch(/^we\d\/filter$/)
    learner.dispose()
  })

  it("keeps all its parent's after INSERT-CONVOLUTION, running statistics among them, and trains", async () => {
    const { learner, kept } = await keptBy(childOf("insertConvolution"))
    expect(kept.sort()).toEqual([...inherited.keys()].sort())
    expect(kept).toContain("wa/mean")
    expect(await step(learner, 0)).toBeGreaterThan(0)
    learner.dispose()
  })
})
