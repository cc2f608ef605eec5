/** A training step as one graph is the same step: with whatever changes from run to run, and refused where it is not. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../src/domain/random-stream.ts"
import { PUBLISHED_GENOTYPES } from "../../src/spaces/nasnet/genotypes/published.ts"
import { startBackend } from "../../src/trainers/tfjs/backends/start-backend.ts"
import { buildNasnetNetwork } from "../../src/trainers/tfjs/networks/nasnet-network.ts"
import { decayMask, initialValues } from "../../src/trainers/tfjs/networks/parameters.ts"
import { drawPathFactors } from "../../src/trainers/tfjs/training/drop-path.ts"
import { beginOptimiser, optimiserVectors } from "../../src/trainers/tfjs/training/optimiser.ts"
import type { StepFunction } from "../../src/trainers/tfjs/training/step-function.ts"
import { makeStepRunner, runStepwise, type StepRunner } from "../../src/trainers/tfjs/training/step-runner.ts"
import { inputTensors, trainingStep } from "../../src/trainers/tfjs/training/training-step.ts"

const IMAGE = { height: 8, width: 8, channels: 1 }
const CLASSES = 4
const SEED = 5
const CONFIG = {
  optimiser: "rmsprop",
  momentum: 0.9,
  rmspropDecay: 0.9,
  rmspropEpsilon: 1,
  weightDecay: 0.001,
  gradientClip: 5,
  gradientClipValue: 0,
  labelSmoothing: 0.1,
  auxiliaryWeight: 0,
  dropPathKeep: 0.6,
  dropPathSchedule: "both"
} as const
/** Another rate in every step, and now and then another number of images. */
const STEPS = [0.1, 0.01, 0.05, 0.001, 0.2, 0.03].map((learningRate, step) => ({
  learningRate,
  step,
  steps: 6,
  count: step % 3 === 2 ? 5 : 8
}))

type Step = (typeof STEPS)[number]

const inputsOf = (network: ReturnType<typeof buildNasnetNetwork>, plan: Step, statistics: number) => {
  const { count, learningRate, step } = plan
  const stream = randomStream(SEED, "images", step)
  const pixels = Float32Array.from({ length: count * IMAGE.height * IMAGE.width }, () => stream.unit())
  const labels = Float32Array.from({ length: count * CLASSES }, (_, index) =>
    index % CLASSES === Math.floor(index / CLASSES) % CLASSES ? 1 : 0
  )
  return inputTensors({
    images: tf.tensor4d(pixels, [count, IMAGE.height, IMAGE.width, 1]),
    labels: tf.tensor2d(labels, [count, CLASSES]),
    learningRate: tf.scalar(learningRate),
    statisticsDecay: tf.fill([statistics], step === 0 ? 0 : 0.9),
    pathFactors: drawPathFactors(CONFIG, network.paths, { ...plan, seed: SEED })
  })
}

/** Losses and the state that the last step leaves. */
const runAll = async (make: typeof makeStepRunner) => {
  const genome = PUBLISHED_GENOTYPES.find(({ name }) => name === "AmoebaNet-A")?.genome
  if (genome === undefined) throw new Error("AmoebaNet-A is not among the published genotypes")
  const network = buildNasnetNetwork(genome, { cells: 1, filters: 4, stemStride: 1 }, IMAGE, CLASSES)
  const statistics = network.normalisations.reduce((sum, { channels }) => sum + 2 * channels, 0)
  const mask = tf.tensor1d(decayMask(network.parameters))
  const parameters = tf.tensor1d(initialValues(network.parameters, SEED))
  const state = [tf.zeros([statistics]), ...optimiserVectors(beginOptimiser(parameters, CONFIG))]
  const runner = make(trainingStep(network, CONFIG, mask), { state, fixed: [mask] })
  const losses: number[] = []
  for (const plan of STEPS) losses.push((await runner.run(inputsOf(network, plan, statistics)))[0]?.[0] ?? 0)
  return { losses, state: runner.state().map((tensor) => [...tensor.dataSync()]) }
}

const expectClose = (found: readonly number[], expected: readonly number[]): void => {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const gaps = expected.map((value, index) => Math.abs(value - (found[index] ?? Number.NaN)))
  expect(Math.max(...gaps) / scale).toBeLessThan(1e-4)
}

describe("a training step as one graph", () => {
  beforeAll(async () => {
    await Effect.runPromise(startBackend("native"))
  })

  it("is the same step, whatever the learning rate, the dropped paths and the number of images", async () => {
    const graph = await runAll(makeStepRunner)
    const stepwise = await runAll(runStepwise)
    expectClose(graph.losses, stepwise.losses)
    expect(graph.state.length).toBe(stepwise.state.length)
    for (const [index, values] of stepwise.state.entries()) expectClose(graph.state[index] ?? [], values)
  })

  /** What it adds changes from run to run without being an input. */
  const secretive = (): StepFunction => {
    let rate = 0
    return (_, [state]) => {
      rate += 0.001
      const next = tf.add(state ?? tf.scalar(0), rate)
      return { results: [tf.sum(next)], state: [next] }
    }
  }
  const secretRunner = (): StepRunner =>
    makeStepRunner(secretive(), { state: [tf.fill([3], 100)], fixed: [] })

  it("is refused where it holds as a constant what changes, however little that moves", async () => {
    const runner = secretRunner()
    await runner.run([tf.scalar(1)])
    await expect(runner.run([tf.scalar(1)])).rejects.toThrow(
      /differs from the same step operation by operation/
    )
  })
})
