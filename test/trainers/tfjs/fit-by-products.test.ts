/** Fitting by matrix products gives what fitting by copying gives, to the last bit, and so do their gradients. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { fitActivations } from "../../../src/trainers/tfjs/networks/fit-activations.ts"
import { fitByProducts, fitGradientByProducts } from "../../../src/trainers/tfjs/networks/fit-by-products.ts"

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

const draw = (shape: [number, number, number, number], name: string): tf.Tensor4D => {
  const stream = randomStream(1, name, 0)
  const size = shape.reduce((product, length) => product * length, 1)
  return tf.tensor4d(
    Float32Array.from({ length: size }, () => stream.unit()),
    shape
  )
}

const nearest = (inSize: number, outSize: number): number[] =>
  Array.from({ length: outSize }, (_, index) => Math.floor((index * inSize) / outSize))

describe("fitting by products", () => {
  for (const [height, width, channels] of [
    [3, 2, 5],
    [9, 11, 2],
    [6, 5, 3]
  ] as const) {
    it(`to ${height}x${width}x${channels}`, () => {
      const input = [2, 6, 5, 4] as const
      const output = [2, height, width, channels] as const
      const x = draw([...input], "x")
      const dy = draw([...output], "dy")
      const fitting = { output, rows: nearest(6, height), columns: nearest(5, width) }
      expect(fitByProducts(x, fitting).dataSync()).toEqual(
        fitActivations(x, { height, width, channels }).dataSync()
      )
      const fit = (t: tf.Tensor): tf.Tensor => fitActivations(t as tf.Tensor4D, { height, width, channels })
      const expected = tf.grad(fit)(x, dy).dataSync()
      const found = fitGradientByProducts(dy, input, fitting).dataSync()
      expect(Math.max(...found.map((value, index) => Math.abs(value - (expected[index] ?? 0))))).toBeLessThan(
        1e-6
      )
    })
  }
})
