/** Each optimiser against its formula, computed apart in double precision over several steps. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { afterEach, beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../../../src/domain/random-stream.ts"
import { startBackend } from "../../../../src/trainers/tfjs/backends/start-backend.ts"
import { tfjsConfigSchema } from "../../../../src/trainers/tfjs/config.ts"
import {
  applyGradient,
  beginOptimiser,
  type OptimiserConfig,
  type OptimiserState,
  optimiserVectors
} from "../../../../src/trainers/tfjs/training/optimiser.ts"

const SIZE = 7
const STEPS = 6
const SEED = 7350
const MASK = [1, 1, 0, 1, 0, 0, 1]
const RATE = 0.05

const draw = (name: string, index: number): number[] => {
  const stream = randomStream(SEED, name, index)
  return Array.from({ length: SIZE }, () => 4 * stream.unit() - 2)
}

const settings = (changes: Partial<OptimiserConfig>): OptimiserConfig => ({
  ...tfjsConfigSchema.parse({ kind: "tfjs" }),
  gradientClip: 0,
  weightDecay: 0,
  ...changes
})

/** The parameters after some steps with gradients that are drawn. */
const trained = (config: OptimiserConfig): number[] => {
  const mask = tf.tensor1d(MASK)
  let state: OptimiserState = beginOptimiser(tf.tensor1d(draw("parameters", 0)), config)
  for (let step = 0; step < STEPS; step++) {
    const next = tf.tidy(() => ({
      ...applyGradient(state, tf.tensor1d(draw("gradient", step)), mask, { ...config, learningRate: RATE })
    }))
    tf.dispose(optimiserVectors(state))
    state = next
  }
  const values = [...state.parameters.dataSync()]
  tf.dispose(optimiserVectors(state))
  mask.dispose()
  return values
}

type Update = (gradient: number, parameter: number, index: number, step: number) => number

/** `update` gives the change of one parameter. */
const expected = (update: Update): number[] => {
  const parameters = draw("parameters", 0)
  for (let step = 0; step < STEPS; step++) {
    const gradient = draw("gradient", step)
    for (const [index, parameter] of parameters.entries())
      parameters[index] = parameter + update(gradient[index] ?? 0, parameter, index, step)
  }
  return parameters
}

const zeros = (): number[] => new Array<number>(SIZE).fill(0)
const ones = (): number[] => new Array<number>(SIZE).fill(1)
const at = (values: readonly number[], index: number): number => values[index] ?? Number.NaN

const expectClose = (found: readonly number[], wanted: readonly number[]): void => {
  expect(found).toHaveLength(wanted.length)
  found.forEach((value, index) => expect(Math.abs(value - at(wanted, index))).toBeLessThan(2e-6))
}

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

let before = 0
afterEach(() => expect(tf.memory().numTensors).toBe(before))

describe(`after ${STEPS} steps, seed ${SEED}`, () => {
  it("plain gradient descent", () => {
    before = tf.memory().numTensors
    expectClose(
      trained(settings({ optimiser: "sgd" })),
      expected((gradient) => -RATE * gradient)
    )
  })

  it("momentum", () => {
    const velocity = zeros()
    const wanted = expected((gradient, _parameter, index) => {
      velocity[index] = 0.9 * at(velocity, index) + gradient
      return -RATE * at(velocity, index)
    })
    expectClose(trained(settings({ optimiser: "momentum", momentum: 0.9 })), wanted)
  })

  it("Nesterov's momentum, as TensorFlow has it: rate x (gradient + momentum x velocity)", () => {
    const velocity = zeros()
    const wanted = expected((gradient, _parameter, index) => {
      velocity[index] = 0.8 * at(velocity, index) + gradient
      return -RATE * gradient - RATE * 0.8 * at(velocity, index)
    })
    expectClose(trained(settings({ optimiser: "nesterov", momentum: 0.8 })), wanted)
  })

  it.each([
    [0.9, 0, 1e-10],
    [0.9, 0.9, 0.1],
    [0.99, 0.5, 1]
  ])(
    "RMSProp with decay %d, momentum %d, epsilon %d: in the root, from squares of 1",
    (decay, momentum, epsilon) => {
      const [square, velocity] = [ones(), zeros()]
      const wanted = expected((gradient, _parameter, index) => {
        square[index] = decay * at(square, index) + (1 - decay) * gradient ** 2
        velocity[index] =
          momentum * at(velocity, index) + (RATE * gradient) / Math.sqrt(at(square, index) + epsilon)
        return -at(velocity, index)
      })
      const changes = {
        optimiser: "rmsprop",
        rmspropDecay: decay,
        momentum,
        rmspropEpsilon: epsilon
      } as const
      expectClose(trained(settings(changes)), wanted)
    }
  )

  it("weight decay, where the mask says so, under momentum and RMSProp", () => {
    const [velocity, square] = [zeros(), ones()]
    const decayed = (gradient: number, parameter: number, index: number): number =>
      gradient + 0.3 * at(MASK, index) * parameter
    const byMomentum = expected((gradient, parameter, index) => {
      velocity[index] = 0.9 * at(velocity, index) + decayed(gradient, parameter, index)
      return -RATE * at(velocity, index)
    })
    expectClose(trained(settings({ weightDecay: 0.3 })), byMomentum)
    const bySquares = expected((gradient, parameter, index) => {
      const full = decayed(gradient, parameter, index)
      square[index] = 0.9 * at(square, index) + 0.1 * full ** 2
      return (-RATE * full) / Math.sqrt(at(square, index) + 0.1)
    })
    expectClose(
      trained(settings({ optimiser: "rmsprop", momentum: 0, rmspropEpsilon: 0.1, weightDecay: 0.3 })),
      bySquares
    )
  })

  it("clipping: first the norm, then each value", () => {
    const clipped = (gradient: number, step: number): number => {
      const norm = Math.sqrt(draw("gradient", step).reduce((sum, value) => sum + value ** 2, 0))
      const scaled = gradient * Math.min(1, 2.5 / norm)
      return Math.max(-0.7, Math.min(0.7, scaled))
    }
    const wanted = expected((gradient, _parameter, _index, step) => -RATE * clipped(gradient, step))
    const both = settings({ optimiser: "sgd", gradientClip: 2.5, gradientClipValue: 0.7 })
    expectClose(trained(both), wanted)
    for (const alone of [{ gradientClip: 2.5 }, { gradientClipValue: 0.7 }])
      expect(trained(settings({ optimiser: "sgd", ...alone }))).not.toEqual(trained(both))
  })
})
