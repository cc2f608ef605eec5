/**
 * WebGPU where it is set up and reaches a graphics card, emulated or not: right gradients, the numbers of wasm, the same
 * bits in another process, and nothing left behind. Elsewhere there is nothing to test, and the tests say that they were skipped.
 */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { tryBackend } from "../../../src/app/backends/try-backend.ts"
import { NODE } from "../../cli/cambrian-process.ts"

const tried = await Effect.runPromise(
  tryBackend({ request: { backend: "webgpu", networks: [] }, environment: {}, timeoutMs: 60_000 })
)
const isThere = !/WebGPU is not set up|no graphics card/.test(tried.fault ?? "")

const script = fileURLToPath(new URL("train-on.ts", import.meta.url))
const shape = z.object({
  losses: z.array(z.number()),
  weights: z.string(),
  tensors: z.array(z.number())
})

const trainOn = (backend: string, network: string) =>
  shape.parse(
    JSON.parse(
      execFileSync(NODE, [script, backend, network], { encoding: "utf8" }).trim().split("\n").at(-1) ?? ""
    )
  )

describe.skipIf(!isThere)("WebGPU", () => {
  it("starts with right gradients and says what it computes on", () => {
    expect(tried.fault).toBeUndefined()
    expect(tried.started?.gradientError).toBeLessThan(1e-4)
    expect(tried.started?.device).toMatch(/^webgpu \(.+, 1 thread, tfjs \d.*, dawn \d/)
  })

  for (const network of ["plain3", "sep3"]) {
    it(`trains ${network} as wasm does, to the same bits in two processes`, () => {
      const there = trainOn("webgpu", network)
      expect(trainOn("webgpu", network)).toEqual(there)
      const wasm = trainOn("wasm", network)
      expect(there.weights).not.toBe(wasm.weights)
      for (const [step, loss] of there.losses.entries()) expect(loss).toBeCloseTo(wasm.losses[step] ?? 0, 4)
      expect(new Set(there.tensors).size).toBe(1)
    }, 120_000)
  }
})
