/** The loss with smoothed labels against its formula in double precision. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, expect, it } from "vitest"
import { startBackend } from "../../../../src/trainers/tfjs/backends/start-backend.ts"
import { crossEntropy, smoothLabels } from "../../../../src/trainers/tfjs/training/classifier-loss.ts"
import { trainFewSteps } from "../few-steps.ts"
import { LIGHT } from "../nasnet-fixtures.ts"

const LOGITS = [
  [2, -1, 0.5, 0],
  [0, 3, 1, -2]
]
const CLASSES = [2, 1]

const expectedLoss = (share: number): number => {
  const losses = LOGITS.map((row, image) => {
    const normaliser = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0))
    return row.reduce((sum, logit, label) => {
      const wanted = (label === CLASSES[image] ? 1 - share : 0) + share / row.length
      return sum - wanted * (logit - normaliser)
    }, 0)
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

it.each([0, 0.1, 0.5])("with %d of each label spread over all classes", (share) => {
  const loss = tf.tidy(() => {
    const labels = tf.tensor2d(
      LOGITS.map((row, image) => row.map((_, label) => (label === CLASSES[image] ? 1 : 0)))
    )
    return crossEntropy(tf.tensor2d(LOGITS), smoothLabels(labels, share)).dataSync()[0] ?? Number.NaN
  })
  expect(loss).toBeCloseTo(expectedLoss(share), 6)
})

it("is what a learner steps by: other losses and weights than without, the same again", async () => {
  const [plain, smoothed] = [await trainFewSteps(LIGHT), await trainFewSteps(LIGHT, { labelSmoothing: 0.1 })]
  expect(smoothed.losses[0]).not.toBe(plain.losses[0])
  expect(smoothed.logits).not.toEqual(plain.logits)
  expect(await trainFewSteps(LIGHT, { labelSmoothing: 0.1 })).toEqual(smoothed)
})
