/** A learning curve on its way from a trainer process into the log, and from there to a person. */
import { join } from "node:path"
import { expect, it } from "vitest"
import { cambrian, oneObject, rowsOf, temporaryFolder } from "./cambrian-process.ts"
import { eventsOf, expectVerified } from "./hardship.ts"

const TINY = [
  "policy.populationSize=2",
  "policy.sampleSize=2",
  "space.filters=4",
  "evaluator.patchSize=2",
  "evaluator.examples=200",
  "evaluator.validationExamples=100",
  "evaluator.epochs=3",
  "evaluator.validateEvery=1"
].flatMap((setting) => ["--set", setting])

it("is recorded with what the training took of the machine, shown as a chart, and also kept of a re-evaluation", async () => {
  const folder = temporaryFolder()
  const here = { cwd: folder }
  const file = join(folder, "cambrian.db")
  expect((await cambrian(["run", "mnist", "--cycles", "2", "--json", ...TINY], here)).code).toBe(0)
  expect((await cambrian(["reevaluate", "mnist", "0", "--seeds", "1", "--json"], here)).code).toBe(0)
  const kept = eventsOf(rowsOf(file)).flatMap((event) =>
    event.kind === "EvaluationRecorded" || event.kind === "IndividualReevaluated" ? [event] : []
  )
  expect(kept.map(({ kind }) => kind)).toEqual([
    "EvaluationRecorded",
    "EvaluationRecorded",
    "IndividualReevaluated"
  ])
  for (const { curve, fitness, measures, resources } of kept) {
    expect(curve).toMatchObject({ epoch: [1, 2, 3], validationEpoch: [1, 2, 3] })
    expect(curve?.trainLoss?.at(-1)).toBe(measures.trainLoss)
    expect(curve?.validation?.at(-1)).toBe(fitness)
    expect(curve?.seconds).toHaveLength(3)
    expect(resources?.imagesPerSecond).toBeGreaterThan(0)
    expect(resources?.peakMemoryMiB).toBeGreaterThan(0)
  }
  expect(kept[2]?.fitness).not.toBeNull()
  const life = oneObject(await cambrian(["show", "mnist", "0", "--json"], here))
  const first = kept.find(({ individual }) => individual === 0)
  expect(life).toMatchObject({ curve: first?.curve, resources: first?.resources })
  const { stdout } = await cambrian(["show", "mnist", "0"], here)
  expect(stdout).toContain("o loss in training")
  expect(stdout).toContain("o accuracy in validation")
  expect(stdout).toMatch(/resources {4}imagesPerSecond [\d,.]+, peakMemoryMiB [\d,.]+/)
  await expectVerified(file)
}, 240_000)
