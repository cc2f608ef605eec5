/** Small networks of the benchmarks' spaces learn, and so do the mutants of their genomes. */
import { Effect } from "effect"
import { afterAll, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { makeSpace, spaceConfig } from "../../../src/spaces/registry.ts"
import { evaluatorConfig, makeEvaluator } from "../../../src/trainers/registry.ts"
import { temporaryFolder } from "../../datasets/idx-fixtures.ts"
import { INCEPTION } from "../../spaces/nas-bench-101/inception.ts"
import { stripedDataset } from "./striped-images.ts"

const folder = temporaryFolder()
afterAll(folder.remove)

const config = evaluatorConfig.parse({
  kind: "tfjs",
  dataset: stripedDataset(folder),
  examples: 300,
  validationExamples: 100,
  epochs: 3,
  batchSize: 20
})

it.each([
  ["nas-bench-101", INCEPTION],
  // Eight channels are shared by three vertices, so that the first, with three, is cut to two where the third reads it.
  ["nas-bench-101", "110000010010001001000:00000"],
  ["nas-bench-201", "333333"],
  ["nas-bench-macro", "12012012"]
] as const)(
  "a network of %s %s learns far more than the chance of 0.25, and so does a mutant, seed 1",
  async (kind, genome) => {
    const space = spaceConfig.parse({ kind })
    const [operator] = Object.values(makeSpace(space).operators)
    const mutant = operator!(genome, randomStream(1, "mutate", 0))!.genome
    const evaluator = await Effect.runPromise(makeEvaluator(config, space))
    for (const trained of [genome, mutant]) {
      const { fitness } = await Effect.runPromise(
        evaluator.evaluate({ individual: 0, genome: trained, seed: 1 }, () => Effect.void)
      )
      expect(fitness, String(trained)).toBeGreaterThan(0.6)
    }
  }
)
