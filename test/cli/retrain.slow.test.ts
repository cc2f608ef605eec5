/**
 * “cambrian retrain” as a person uses it: killed, interrupted, started twice, and in the end the same files as undisturbed;
 * an ensemble that takes what is there; and weights that nobody asks for removed afterwards.
 */
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import * as z from "zod"
import { temporaryFolder as idxFolder } from "../datasets/idx-fixtures.ts"
import { stripedDataset } from "../trainers/tfjs/striped-images.ts"
import {
  cambrian,
  oneObject,
  type Running,
  startCambrian,
  temporaryFolder,
  until
} from "./cambrian-process.ts"

const files = idxFolder()
afterAll(files.remove)

const CONFIG = {
  seed: 3,
  cycles: 5,
  space: { kind: "nasnet", filters: 4 },
  policy: { kind: "aging", populationSize: 3, sampleSize: 2 },
  evaluator: {
    kind: "tfjs",
    dataset: stripedDataset(files),
    examples: 60,
    validationExamples: 40,
    batchSize: 20,
    inheritWeights: true
  }
}

const answerShape = z.object({
  folder: z.string(),
  wasFinished: z.boolean(),
  report: z.object({
    test: z.number(),
    validation: z.number(),
    curve: z.object({ epoch: z.array(z.number()), trainLoss: z.array(z.number()) }),
    files: z.array(z.object({ name: z.string(), sha256: z.string() }))
  })
})

const ensembleShape = z.object({
  wasFinished: z.boolean(),
  report: z.object({ test: z.number(), members: z.array(z.object({ test: z.number() })) })
})

const gcShape = z.object({ wanted: z.number(), unwanted: z.array(z.object({ name: z.string() })) })

const searched = async (): Promise<string> => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "small.json"), JSON.stringify(CONFIG))
  const ended = await cambrian(["run", "small.json"], { cwd: folder })
  expect(ended.stderr).not.toMatch(/fault/)
  expect(ended.code).toBe(0)
  return folder
}

/** Enough that the first process still trains when the second has started. */
const EPOCHS = 30
const RETRAIN = ["retrain", "last", "best", "--epochs", String(EPOCHS), "--json"]

/** Whichever it is: a process that goes on does not begin with the first. */
const untilAnEpoch = (running: Running): Promise<void> =>
  until("an epoch is done", () => {
    if (running.hasEnded()) throw new Error(`it ended too early: ${running.stderrSoFar()}`)
    return /epoch \d+\/\d+ · loss/.test(running.stderrSoFar())
  })

const essence = ({ report }: z.infer<typeof answerShape>) => {
  const { test, validation, curve } = report
  return { test, validation, epoch: curve.epoch, trainLoss: curve.trainLoss, files: report.files }
}

describe("cambrian retrain", () => {
  it("goes on after a kill and after Ctrl-C, refuses a second process, and ends as if undisturbed", async () => {
    const folder = await searched()
    const args = [...RETRAIN, "--out", "disturbed"]
    const first = startCambrian(args, { cwd: folder })
    await untilAnEpoch(first)
    const second = await cambrian(args, { cwd: folder })
    expect(second.code).toBe(2)
    expect(second.stderr).toMatch(/another process is training in .*disturbed; wait for it/)
    first.kill("SIGKILL")
    await first.ended
    const third = startCambrian(args, { cwd: folder })
    await untilAnEpoch(third)
    third.kill("SIGINT")
    const interrupted = await third.ended
    expect(interrupted.code).toBe(130)
    expect(interrupted.stdout).toBe("")
    expect(interrupted.stderr).toMatch(/going on after epoch \d/)
    expect(interrupted.stderr).toMatch(
      /stopped; what the whole epochs have taught is in .*disturbed\. The same/
    )
    const disturbed = answerShape.parse(oneObject(await cambrian(args, { cwd: folder })))
    const whole = answerShape.parse(
      oneObject(await cambrian([...RETRAIN, "--out", "whole"], { cwd: folder }))
    )
    expect(essence(disturbed)).toEqual(essence(whole))
    expect(disturbed.wasFinished).toBe(false)
    const again = answerShape.parse(oneObject(await cambrian(args, { cwd: folder })))
    expect(again).toEqual({ ...disturbed, wasFinished: true })
    expect(readdirSync(join(folder, "disturbed")).sort()).toEqual([
      "model.onnx",
      "plan.json",
      "report.json",
      "tfjs",
      "weights.safetensors"
    ])
    const other = await cambrian([...args, "--seed", "77"], { cwd: folder })
    expect(other.code).toBe(2)
    expect(other.stderr).toMatch(/holds a retraining of individual \d+ of run small already/)
  }, 600_000)

  it("makes an ensemble once, of retrainings that are there or not, and gc leaves what they need", async () => {
    const folder = await searched()
    const one = await cambrian(["retrain", "last", "best", "--epochs", "2"], { cwd: folder })
    expect(one.stdout).toMatch(/test accuracy +\d+\.\d\d % of 100 images/)
    const args = ["retrain", "last", "best", "--epochs", "2", "--ensemble", "2", "--json"]
    const made = ensembleShape.parse(oneObject(await cambrian(args, { cwd: folder })))
    expect(made.report.members).toHaveLength(2)
    expect(made.report.test).toBeGreaterThan(0.25)
    const again = ensembleShape.parse(oneObject(await cambrian(args, { cwd: folder })))
    expect(again).toEqual({ ...made, wasFinished: true })

    const weights = join(folder, "cambrian.db-weights")
    const before = readdirSync(weights).length
    const listed = gcShape.parse(oneObject(await cambrian(["gc", "--json"], { cwd: folder })))
    expect(listed.unwanted.length).toBeGreaterThan(0)
    expect(readdirSync(weights)).toHaveLength(before)
    expect((await cambrian(["gc", "--delete"], { cwd: folder })).stdout).toMatch(/^Removed/m)
    expect(readdirSync(weights)).toHaveLength(listed.wanted)
    const resumed = await cambrian(["resume", "last", "--cycles", "7"], { cwd: folder })
    expect(resumed.code).toBe(0)
    expect((await cambrian(["verify", "last"], { cwd: folder })).code).toBe(0)
  }, 600_000)
})
