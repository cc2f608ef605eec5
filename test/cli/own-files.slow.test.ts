/**
 * What people bring themselves, where it takes processes and patience: the module of docs/your-own.md, evaluated in
 * trainer processes; modules that wait, throw or end their process; a table that has gone.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { cambrian, temporaryFolder } from "./cambrian-process.ts"
import { folderWith, summaryOf, verdictOf } from "./own-runs.ts"
import { expectRefused } from "./refusal.ts"

it("a module's space and evaluator are run in processes, resumed and verified elsewhere, and pinned", async () => {
  const folder = folderWith("round-trip.ts", "round-trip.json")
  const elsewhere = temporaryFolder()
  const db = ["--db", join(folder, "trips.db")]
  const config = join(folder, "round-trip.json")
  const first = await summaryOf(["run", config, "--cycles", "60", ...db], elsewhere)
  expect(first).toMatchObject({ status: "finished", births: 60, failures: 0 })
  const inline = ["--set", "evaluator.isolation=inline", "--trainers", "1", "--name", "inline"]
  const alone = await summaryOf(["run", config, "--cycles", "60", ...inline, ...db], elsewhere)
  expect(alone.lineageHash).toBe(first.lineageHash)

  mkdirSync(join(elsewhere, "deeper"))
  const resumed = await summaryOf(["resume", "inline", "--cycles", "80", ...db], join(elsewhere, "deeper"))
  expect(resumed.births).toBe(80)
  expect(await verdictOf(["verify", "round-trip", ...db], elsewhere)).toMatchObject({ code: 0, ok: true })
  writeFileSync(join(folder, "round-trip.ts"), "export const space = () => ({})")
  await expectRefused(elsewhere, {
    args: ["resume", "inline", "--cycles", "90", ...db],
    sentence: /round-trip\.ts has changed: /
  })
}, 120_000)

it("an evaluator module that cannot be loaded is refused; one that ends its process costs an individual", async () => {
  const folder = folderWith("round-trip.ts", "round-trip.json")
  writeFileSync(join(folder, "waits.ts"), "export const evaluator = await Promise.resolve(() => ({}))\n")
  const waits = ["run", "round-trip.json", "--set", "evaluator.module=waits.ts", "--name", "waits"]
  const refused = await cambrian(waits, { cwd: folder })
  expect(refused).toMatchObject({ code: 2, stdout: "" })
  expect(refused.stderr.trimEnd().split("\n").at(-1)).toMatch(
    /^the module \/.*waits\.ts cannot be loaded: .*“await” outside any function/
  )
  writeFileSync(
    join(folder, "ends.ts"),
    "export const evaluator = () => ({ evaluate: ({ individual }) => (individual === 5 ? process.exit(3) : individual) })\n"
  )
  const settings = ["--set", "evaluator.module=ends.ts", "--set", "limits.lossesMax=2", "--cycles", "12"]
  const ended = await summaryOf(["run", "round-trip.json", ...settings, "--name", "ends"], folder)
  expect(ended).toMatchObject({ status: "finished", births: 12, failures: 2 })
}, 120_000)

it("a space module that throws in the middle of a run is blamed for it, and the log is sound", async () => {
  const folder = folderWith("round-trip.json")
  writeFileSync(
    join(folder, "round-trip.ts"),
    `export const space = () => ({
      isGenome: (value) => typeof value === "number",
      random: (stream) => stream.below(10),
      operators: { up: (genome) => { if (genome > 30) throw new Error("too high"); return { genome: genome + 1 } } }
    })
    export const evaluator = () => ({ evaluate: ({ genome }) => genome })`
  )
  const run = ["run", "round-trip.json", "--set", "evaluator.isolation=inline", "--set", "cycles=5000"]
  const ended = await cambrian([...run, "--set", "policy.populationSize=20"], { cwd: folder })
  expect(ended).toMatchObject({ code: 2, stdout: "" })
  expect(ended.stderr.trimEnd().split("\n").at(-1)).toMatch(
    /^\/.*round-trip\.ts: “up” threw: too high; the run has stopped, and nothing of it is lost/
  )
  expect(await verdictOf(["verify", "last"], folder)).toMatchObject({ code: 0, ok: true })
}, 120_000)

it("a table that has gone stops a resumption, and is no matter to readers", async () => {
  const folder = folderWith("hyperparameters.csv", "hyperparameters.json")
  await summaryOf(["run", "hyperparameters.json"], folder)
  const before = readFileSync(join(folder, "hyperparameters.csv"))
  rmSync(join(folder, "hyperparameters.csv"))
  await expectRefused(folder, {
    args: ["resume", "last", "--cycles", "120"],
    sentence: /hyperparameters\.csv, which .* is not there any more; put it back/
  })
  const shown = await cambrian(["show", "last", "3"], { cwd: folder })
  expect(shown).toMatchObject({ code: 0 })
  expect(shown.stdout).toMatch(/genome +\{"activation":/)
  writeFileSync(join(folder, "hyperparameters.csv"), before)
  expect(await summaryOf(["resume", "last", "--cycles", "120"], folder)).toMatchObject({ births: 120 })
}, 120_000)
