/** Native TensorFlow for real: right gradients, the same steps as wasm, the same bits in every process, no leak. */
import { execFile } from "node:child_process"
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { describe, expect, it, onTestFinished } from "vitest"
import * as z from "zod"
import { NATIVE_PATHS } from "../../src/trainers/tfjs/native/native-folder.ts"
import { readReady } from "../../src/trainers/tfjs/native/ready-file.ts"
import { cambrian, NODE } from "../cli/cambrian-process.ts"

const FOLDER = process.env.CAMBRIAN_NATIVE ?? ""
const STEPS = fileURLToPath(new URL("./training-steps.ts", import.meta.url))
const OUTPUT_MAX = 1 << 28

const trained = z.object({
  device: z.string(),
  losses: z.array(z.number()),
  parameters: z.record(z.string(), z.array(z.number())),
  memory: z.array(z.object({ step: z.number(), tensors: z.number(), megabytes: z.number() }))
})

/** In a process of its own, on one thread unless `environment` says otherwise. */
const train = async (backend: string, steps: number, environment: Record<string, string> = {}) => {
  const { stdout } = await promisify(execFile)(NODE, [STEPS, backend, String(steps)], {
    maxBuffer: OUTPUT_MAX,
    env: { ...process.env, ...environment }
  })
  return trained.parse(JSON.parse(stdout))
}

const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-native-test-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe("native TensorFlow", () => {
  it("was found right in the gradients of every operation, by a wide margin", () => {
    const ready = readReady(FOLDER)
    if (typeof ready === "string") throw new Error(ready)
    expect(ready.gradients.length).toBeGreaterThan(50)
    expect(largest(ready.gradients.map(({ error }) => error))).toBeLessThan(5e-6)
  })

  it("takes the same training step of AmoebaNet-A's cells as wasm, to 1e-4", async () => {
    const [native, wasm] = [await train("native", 1), await train("wasm", 1)]
    expect(native.device).toMatch(
      /^native \(CPU, 1 thread, tensorflow 2\.\d+\.\d+, oneDNN on, tfjs 4\.22\.0\)$/
    )
    expect(Math.abs((native.losses[0] ?? 0) - (wasm.losses[0] ?? 1))).toBeLessThan(1e-4)
    expect(Object.keys(native.parameters)).toEqual(Object.keys(wasm.parameters))
    for (const [name, values] of Object.entries(wasm.parameters)) {
      const found = native.parameters[name] ?? []
      const gap = largest(values.map((value, index) => value - (found[index] ?? Number.NaN)))
      expect(gap, name).toBeLessThan(1e-4)
      expect(gap, name).not.toBeNaN()
    }
  })

  it("computes the same bits in every process, as one graph from the first step on", async () => {
    const [first, second] = [await train("native", 6), await train("native", 6)]
    expect(second).toEqual(first)
    expect(first.losses.at(-1)).toBeLessThan(first.losses[0] ?? 0)
  })

  it("keeps tensors and memory where they are over 2,000 steps", async () => {
    const { memory } = await train("native", 2000)
    const [early, late] = [memory[1], memory.at(-1)]
    if (early === undefined || late === undefined) throw new Error("nothing was measured")
    expect(late.step).toBe(2000)
    expect(late.tensors).toBe(early.tensors)
    expect(late.megabytes - early.megabytes).toBeLessThan(20)
  })

  it("runs a search to its end, which verifies", async () => {
    const folder = scratch()
    const tiny = ["examples=512", "validationExamples=128", "backend=native"]
    const settings = [
      ...tiny.map((field) => `evaluator.${field}`),
      "policy.populationSize=3",
      "policy.sampleSize=2"
    ]
    const sets = settings.flatMap((setting) => ["--set", setting])
    const run = await cambrian(["run", "mnist", "--cycles", "5", ...sets, "--json"], { cwd: folder })
    expect(run.code, run.stderr).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({ status: "finished", evaluations: 5, failures: 0 })
    const verified = await cambrian(["verify", "last", "--json"], { cwd: folder })
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true })
  })

  it("is refused with a sentence where a part of it is gone", async () => {
    const folder = scratch()
    copyFileSync(join(FOLDER, NATIVE_PATHS.ready), join(folder, NATIVE_PATHS.ready))
    const run = await cambrian(["run", "mnist", "--set", "evaluator.backend=native"], {
      cwd: folder,
      env: { CAMBRIAN_NATIVE: folder }
    })
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/is damaged \(binding\/tfjs_binding\.node .*run “cambrian setup native” again/)
  })
})
