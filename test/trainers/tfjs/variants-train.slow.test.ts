/** Many children of every mutation and of crossover, the published cells, and every operation at every kind of place. */
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import type { NasnetGenome } from "../../../src/spaces/nasnet/genome.ts"
import { PUBLISHED_GENOTYPES } from "../../../src/spaces/nasnet/genotypes/published.ts"
import { makeNasnetSpace } from "../../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANT_NAMES, OPERATIONS, type OperationName } from "../../../src/spaces/nasnet/variants.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { trainsOneStep } from "./few-steps.ts"

const SEED = 7370
const CHILDREN = 10

/** One operation on both inputs and on a hidden state, in both cells. */
const everywhere = (operation: OperationName): NasnetGenome => {
  const read = (state: number) => ({ state, operation })
  const cell = [
    { left: read(0), right: read(1) },
    { left: read(2), right: read(2) },
    ...[2, 3, 4].map((state) => ({ left: { state, operation: "none" as const }, right: read(1) }))
  ]
  return { normal: cell, reduction: cell }
}

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe(`one step of training on wasm, seed ${SEED}`, () => {
  for (const variant of NASNET_VARIANT_NAMES) {
    const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant }))
    const parent = (index: number) => space.random(randomStream(SEED, "parent", index))

    it.each(Object.entries(space.operators))(
      `is made by children of %s in ${variant}`,
      async (_, operator) => {
        for (let index = 0; index < CHILDREN; index++) {
          const child = operator(parent(index), randomStream(SEED, "mutate", index))
          expect(child && (await trainsOneStep(child.genome)), JSON.stringify(child)).toBe(true)
        }
      }
    )

    it(`is made by children of crossover in ${variant}`, async () => {
      for (let index = 0; index < CHILDREN; index++) {
        const stream = randomStream(SEED, "cross", index)
        const child = space.crossover?.(parent(index), parent(index + 1), stream)
        expect(child && (await trainsOneStep(child.genome)), JSON.stringify(child)).toBe(true)
      }
    })
  }

  it.each(PUBLISHED_GENOTYPES.map(({ name, genome }) => [name, genome] as const))(
    "is made by %s",
    async (_name, genome) => {
      expect(await trainsOneStep(genome)).toBe(true)
    }
  )

  it.each(OPERATIONS)(
    "is made by %s, also with so few filters that there is no bottleneck",
    async (operation) => {
      expect(await trainsOneStep(everywhere(operation))).toBe(true)
      expect(await trainsOneStep(everywhere(operation), 2)).toBe(true)
    }
  )
})
