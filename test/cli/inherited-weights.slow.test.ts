/**
 * Large-scale evolution with real training and inherited weights, through kills: the same lineage, and a folder of
 * weights in which every file that the log names is there, whole, and what the child inherited is what its parent
 * ended with.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { EventOf } from "../../src/domain/event.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import { summaryShape } from "./answers.ts"
import { cambrian, oneObject, rowsOf, startCambrian, temporaryFolder } from "./cambrian-process.ts"
import { driveThroughKills, eventsOf, expectVerified, expectWholeRun, killTrainers } from "./hardship.ts"

const CYCLES = 40
const RUN = [
  ...["large-scale-mnist", "--seed", "16", "--cycles", `${CYCLES}`, "--schedule", "deterministic"],
  ...[
    "window=5",
    "policy.populationSize=8",
    "policy.initialSize=8",
    "evaluator.examples=300",
    "evaluator.validationExamples=200",
    // Trainers are killed here for no fault of the individual that they train.
    "limits.lossesMax=100"
  ].flatMap((setting) => ["--set", setting])
]

const weightsFolderOf = (file: string): string => `${file}-weights`
const recordedIn = (file: string): readonly EventOf<"EvaluationRecorded">[] =>
  eventsOf(rowsOf(file)).filter((event) => event.kind === "EvaluationRecorded")

/** Every child inherits what its parent ended with, and every file is there and is what its name says. */
const expectInheritance = (file: string): void => {
  const recorded = recordedIn(file)
  const weights = new Map(recorded.map((event) => [event.individual, event.weights]))
  const bred = eventsOf(rowsOf(file)).filter(
    (event) => event.kind === "IndividualBorn" && event.parents.length > 0
  ) as EventOf<"IndividualBorn">[]
  expect(bred).toHaveLength(CYCLES - 8)
  for (const { inherits, parents } of bred) {
    expect(inherits).toMatch(/^[0-9a-f]{64}$/)
    expect(inherits).toBe(weights.get(parents[0] ?? -1))
  }
  for (const name of weights.values()) {
    const bytes = readFileSync(join(weightsFolderOf(file), `${name}.safetensors`))
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(name)
  }
  const heirs = recorded.filter(({ measures }) => (measures.inheritedParameters ?? 0) > 0)
  expect(heirs.length).toBeGreaterThan(bred.length / 2)
}

const weightsByBirth = (file: string): readonly (string | undefined)[] =>
  recordedIn(file)
    .toSorted((a, b) => a.individual - b.individual)
    .map(({ weights }) => weights)

interface Undisturbed {
  readonly lineageHash: string
  readonly weights: readonly (string | undefined)[]
}

const runUndisturbed = async (file: string): Promise<Undisturbed> => {
  const ended = await cambrian(["run", ...RUN, "--trainers", "1", "--json", "--db", file])
  expectWholeRun(file, CYCLES)
  expectInheritance(file)
  return { lineageHash: summaryShape.parse(oneObject(ended)).lineageHash, weights: weightsByBirth(file) }
}

describe("large-scale evolution over DNA, weights inherited, deterministic, seed 16", () => {
  let known: Undisturbed | undefined
  const undisturbed = async (): Promise<Undisturbed> => {
    known ??= await runUndisturbed(join(temporaryFolder(), "undisturbed.db"))
    return known
  }

  const expectTheSame = async (file: string, lineageHash: string): Promise<void> => {
    const one = await undisturbed()
    expect(lineageHash).toBe(one.lineageHash)
    expectWholeRun(file, CYCLES)
    expectInheritance(file)
    expect(weightsByBirth(file)).toEqual(one.weights)
    await expectVerified(file)
  }

  it("is the same with 2 trainer processes, the coordinator killed 3 times", async () => {
    const file = join(temporaryFolder(), "killed.db")
    const summary = await driveThroughKills({
      file,
      run: [...RUN, "--trainers", "2"],
      kills: 3,
      eventsMax: 40,
      stream: randomStream(16, "kills", 0)
    })
    expect(summary.status).toBe("finished")
    await expectTheSame(file, summary.lineageHash)
  }, 600_000)

  it("is the same with 2 trainer processes that are killed 5 times", async () => {
    const file = join(temporaryFolder(), "trainers-killed.db")
    const driver = startCambrian(["run", ...RUN, "--trainers", "2", "--json", "--db", file])
    const stream = randomStream(16, "kills of trainers", 0)
    expect(await killTrainers({ file, driver, kills: 5, eventsMax: 25, stream })).toBe(5)
    const summary = summaryShape.parse(oneObject(await driver.ended))
    expect(summary.failures).toBeGreaterThan(0)
    await expectTheSame(file, summary.lineageHash)
  }, 600_000)
})
