/** `cambrian setup native` where it cannot be done: one sentence with all that is missing, and nothing made. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { expectRefused } from "./refusal.ts"

it("names what this machine lacks for native TensorFlow", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-setup-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, "no-programs"))
  await expectRefused(folder, {
    args: ["setup", "native", "--folder", join(folder, "native")],
    sentence: /cannot be set up here; nothing was changed: .*no C\+\+ compiler.*-m pip.*npm does not run/,
    surroundings: { env: { PATH: join(folder, "no-programs") } }
  })
  expect(existsSync(join(folder, "native"))).toBe(false)
})
