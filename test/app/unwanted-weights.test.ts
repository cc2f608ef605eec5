/** Goal: what goes is what nobody asks for, and nothing else. Method: a log by hand and files by the names in it. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { retrainedFolder } from "../../src/app/retrain/default-folder.ts"
import { removeUnwanted, surveyWeights } from "../../src/app/unwanted-weights.ts"
import type { Event } from "../../src/domain/event.ts"
import { weightsFile } from "../../src/trainers/tfjs/weights/weights-file.ts"
import { logOf } from "../analysis/scripted-log.ts"
import { aged, born, recorded, started } from "../fixtures/events.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const nameOf = (individual: number): string => String(individual).repeat(64)

const trained = (individual: number, fitness: number): Event => ({
  ...recorded(individual, fitness),
  weights: nameOf(individual)
})

/** 0 died and was never anybody; 1 died as the best; 2 was retrained; 3 lives; 4 inherits what 5 had, and is on its way. */
const EVENTS: readonly Event[] = [
  started(),
  ...[0, 1, 2, 3, 5].map((individual) => born(individual)),
  trained(0, 0.1),
  trained(1, 0.9),
  trained(2, 0.2),
  trained(3, 0.3),
  trained(5, 0.4),
  born(4, { inherits: nameOf(5) }),
  ...[0, 1, 2, 5].map((individual) => aged(individual, 3))
]

const setting = async () => {
  const scripted = await logOf(EVENTS, (seq) => seq)
  const folder = temporaryFolder()
  const weights = join(folder, "weights")
  mkdirSync(weights)
  for (const individual of [0, 1, 2, 3, 5, 9]) writeFileSync(weightsFile(weights, nameOf(individual)), "w")
  writeFileSync(`${weightsFile(weights, nameOf(7))}.17.partial`, "half")
  writeFileSync(join(weights, "notes.txt"), "of somebody")
  return { ...scripted, weights, logFile: join(folder, "c.db") }
}

const plan = (run: string) => ({
  run,
  name: "scripted",
  individual: 2,
  genome: "genome 2",
  seed: 1,
  space: { kind: "nasnet", variant: "SP-I", cells: 1, filters: 8, stemStride: 1 },
  evaluator: { kind: "tfjs" },
  examples: "all"
})

describe("the weight files of a log", () => {
  it("are listed with why they may go: of nobody, or of those who died for good, and halves of files", async () => {
    const { log, run, weights, logFile } = await setting()
    const survey = (file: string) => Effect.runPromise(surveyWeights(log, weights, file))
    const names = async (file: string): Promise<readonly string[]> =>
      (await survey(file)).unwanted.map(({ name, why }) => `${name.slice(0, 2)} ${why}`)
    expect(await names(logFile)).toEqual([
      "00 unreferenced",
      "22 unreferenced",
      "77 partial",
      "99 unreferenced"
    ])
    const retrained = join(retrainedFolder(logFile), "scripted-2")
    mkdirSync(retrained, { recursive: true })
    writeFileSync(join(retrained, "plan.json"), JSON.stringify(plan(run)))
    expect(await names(logFile)).toEqual(["00 unreferenced", "77 partial", "99 unreferenced"])
    expect((await survey(logFile)).wanted).toBe(4)
    expect(readdirSync(weights)).toHaveLength(8)
  })

  it("are removed where they may go, and nothing of anybody else", async () => {
    const { log, weights, logFile } = await setting()
    await Effect.runPromise(removeUnwanted(log, weights, logFile))
    expect(readdirSync(weights).sort()).toEqual([
      ...[1, 3, 5].map((individual) => `${nameOf(individual)}.safetensors`),
      "notes.txt"
    ])
    expect((await Effect.runPromise(surveyWeights(log, weights, logFile))).unwanted).toEqual([])
  })

  it("stay while a process writes to a run", async () => {
    const { log, run, weights, logFile } = await setting()
    await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          yield* log.write(run)
          const refused = yield* Effect.flip(removeUnwanted(log, weights, logFile))
          expect(refused._tag).toBe("RunLocked")
        })
      )
    )
    expect(readdirSync(weights)).toHaveLength(8)
  })
})
