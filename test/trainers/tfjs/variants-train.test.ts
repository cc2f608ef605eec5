/** A child of each mutation, of each variant, really trains a step on wasm. More of them: variants-train.slow.test.ts. */
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import { makeNasnetSpace } from "../../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANT_NAMES, OPERATIONS } from "../../../src/spaces/nasnet/variants.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { trainsOneStep } from "./few-steps.ts"

const SEED = 7360

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe(`one step of training on wasm, seed ${SEED}`, () => {
  for (const variant of NASNET_VARIANT_NAMES) {
    const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant }))
    const parent = space.random(randomStream(SEED, "parent", 0))
    for (const [name, operator] of Object.entries(space.operators)) {
      it(`is made by a child of ${name} in ${variant}`, async () => {
        const child = operator(parent, randomStream(SEED, "mutate", 0))
        expect(child && (await trainsOneStep(child.genome))).toBe(true)
      })
    }
  }

  it("is made by a network with every operation on a hidden state, or on an input, of both cells", async () => {
    const operationAt = (index: number) => OPERATIONS[index] ?? "none"
    const cell = (state: number) =>
      Array.from({ length: 10 }, (_, index) => ({
        left: { state, operation: operationAt(2 * index) },
        right: { state: index === 0 ? 0 : state, operation: operationAt(2 * index + 1) }
      }))
    expect(await trainsOneStep({ normal: cell(0), reduction: cell(1) })).toBe(true)
    const [first, ...rest] = cell(2)
    if (first === undefined) throw new Error("a cell has combinations")
    const inner = [{ left: { ...first.left, state: 0 }, right: first.right }, ...rest]
    expect(await trainsOneStep({ normal: inner, reduction: inner })).toBe(true)
  })
})
