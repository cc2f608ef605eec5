/** `cambrian doctor` on this machine: wasm works and is timed, whatever else there is; what is told agrees with itself. */
import { expect, it } from "vitest"
import * as z from "zod"
import { cambrian, oneObject, temporaryFolder } from "./cambrian-process.ts"

const speed = z.number().positive().nullable()
const shape = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), finding: z.string() })),
  backends: z.array(
    z.object({
      backend: z.string(),
      state: z.enum(["works", "emulated", "not set up", "broken"]),
      device: z.string().nullable(),
      gradientError: z.number().nullable(),
      imagesPerSecond: z.object({ small: speed, wide: speed }),
      finding: z.string()
    })
  ),
  auto: z.object({ small: z.string(), wide: z.string(), why: z.string() })
})

it("tries every backend in a process of its own and says which one a run will use", async () => {
  const ended = await cambrian(["doctor", "--json"], { cwd: temporaryFolder() })
  const { ok, checks, backends, auto } = shape.parse(oneObject(ended))
  expect(ended.code).toBe(ok ? 0 : 1)
  expect(ok).toBe(checks.every((check) => check.ok))
  expect(ended.stderr).toMatch(/^trying wasm …$/m)

  const wasm = backends.find(({ backend }) => backend === "wasm")
  expect(wasm).toMatchObject({ state: "works" })
  expect(wasm?.device).toMatch(/^wasm \(CPU, 1 thread/)
  expect(wasm?.gradientError).toBeLessThan(1e-4)
  expect(wasm?.imagesPerSecond.small).toBeGreaterThan(wasm?.imagesPerSecond.wide ?? Infinity)
  for (const { backend, state, finding } of backends) {
    expect(checks).toContainEqual(expect.objectContaining({ name: backend, ok: state !== "broken", finding }))
    if (state === "not set up") expect(finding).toMatch(/type “|run “cambrian setup/)
  }
  const able = backends.filter(({ state }) => state === "works").map(({ backend }) => backend)
  expect(able).toContain(auto.small)
  expect(able).toContain(auto.wide)
})
