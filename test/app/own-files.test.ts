/** Files that a config names: where they are looked for, what a run records of them, and when it is refused. */
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { resolveConfig } from "../../src/app/config.ts"
import { requireFiles } from "../../src/app/own-files.ts"
import { rulesOf } from "../../src/app/rules.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const TABLE = "alpha,width,s0\n0.1,8,0.5\n0.1,16,0.6\n0.2,8,0.7\n"
const CONFIG = {
  seed: 1,
  cycles: 10,
  space: { kind: "table", file: "data/hpo.csv", genes: ["alpha", "width"], ordered: ["width"] },
  policy: { kind: "aging", populationSize: 4, sampleSize: 2 },
  evaluator: { kind: "table", values: ["s0"] }
}

/** A folder with a config and its table beside it. */
const folderWith = (table: string): string => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, "data"))
  writeFileSync(join(folder, "data/hpo.csv"), table)
  writeFileSync(join(folder, "run.json"), JSON.stringify(CONFIG))
  return folder
}

const resolved = (folder: string, ...set: readonly string[]): Effect.Effect<RunConfig, { message: string }> =>
  resolveConfig({ source: join(folder, "run.json"), set, overrides: {} })

const refusalOf = (effect: Effect.Effect<unknown, { message: string }>): Promise<string> =>
  Effect.runPromise(Effect.map(Effect.flip(effect), ({ message }) => message))

describe("a config with a table", () => {
  it("records where the file is, beside the config, and what is in it", async () => {
    const folder = folderWith(TABLE)
    const { space } = await Effect.runPromise(resolved(folder))
    const fileHash = createHash("sha256").update(TABLE).digest("hex")
    expect(space).toEqual({ ...CONFIG.space, file: join(folder, "data/hpo.csv"), fileHash })
  })

  it("finds it in the working folder where it is not beside the config, and says where it looked", async () => {
    const folder = folderWith(TABLE)
    const here = await Effect.runPromise(
      resolved(
        folder,
        "space.file=docs/examples/hyperparameters.csv",
        'space.genes=["activation","width","rate"]',
        'evaluator.values=["loss0"]'
      )
    )
    expect(here.space.file).toBe(join(process.cwd(), "docs/examples/hyperparameters.csv"))
    expect(await refusalOf(resolved(folder, "space.file=absent.csv"))).toBe(
      `config field space.file: there is no file ${join(folder, "absent.csv")}, nor ${join(process.cwd(), "absent.csv")}`
    )
    expect(await refusalOf(resolved(folder, "space.file=data"))).toContain("data cannot be read (EISDIR)")
  })

  it("may say itself what must be in it", async () => {
    const folder = folderWith(TABLE)
    expect(await refusalOf(resolved(folder, `space.fileHash=${"0".repeat(64)}`))).toContain(
      "hpo.csv has changed: "
    )
  })

  it.each([
    [
      "a missing gene",
      TABLE,
      'space.genes=["alpha","width","depth"]',
      ", line 1: there is no column “depth”"
    ],
    ["a missing result", TABLE, 'evaluator.values=["s1"]', ", line 1: there is no column “s1”"],
    [
      "a result that is no number",
      `${TABLE}0.2,16,x\n`,
      "cycles=5",
      ", line 5: the cell of column “s0” is no number"
    ],
    ["a duplicate row", `${TABLE}0.10,8,1\n`, "cycles=5", ", line 5: this row has the same genes as line 2"],
    ["a row that is too short", `${TABLE}0.2,16\n`, "cycles=5", ", line 5: this row has 2 cells"],
    [
      "an order where none can be",
      "alpha,width,s0\nx,1,1\n",
      'space.ordered=["alpha"]',
      ", line 2: the cell of column “alpha” is no number"
    ],
    [
      "an order of what is no gene",
      TABLE,
      'space.ordered=["s0"]',
      "config field space.ordered: “s0” is no gene"
    ]
  ])("is refused for %s before anything is begun", async (_what, table, set, said) => {
    expect(await refusalOf(resolved(folderWith(table), set))).toContain(said)
  })
})

describe("a recorded config", () => {
  it("is taken up again from anywhere, and refused when its file has changed or gone", async () => {
    const folder = folderWith(TABLE)
    const config = await Effect.runPromise(resolved(folder))
    await Effect.runPromise(requireFiles(config))
    expect((await Effect.runPromise(rulesOf(config))).space.kind).toBe("table")
    writeFileSync(join(folder, "data/hpo.csv"), `${TABLE}0.2,16,0.8\n`)
    expect(await refusalOf(requireFiles(config))).toMatch(
      /hpo\.csv has changed: .*put the old content back, or start a new run/
    )
    rmSync(join(folder, "data/hpo.csv"))
    expect(await refusalOf(requireFiles(config))).toMatch(
      /hpo\.csv, which the run was begun with, is not there any more/
    )
  })
})

it("what is passed to a module may have any fields, at any depth", async () => {
  const options = 'space.options={"cities":6,"more":{"of":[{"this":1}]}}'
  const config = await Effect.runPromise(
    resolveConfig({
      source: "docs/examples/round-trip.json",
      set: [options, "space.options.and=3"],
      overrides: {}
    })
  )
  expect(config.space.options).toEqual({ cities: 6, more: { of: [{ this: 1 }] }, and: 3 })
  expect(config.space.module).toBe(join(process.cwd(), "docs/examples/round-trip.ts"))
  expect(config.evaluator.module).toBe(join(process.cwd(), "docs/examples/round-trip.ts"))
  expect(config.evaluator.moduleHash).toBe(config.space.moduleHash)
})

it("docs/your-own.md shows its examples as they are in docs/examples", () => {
  const [page, config, trip, table, ones, program] = [
    "",
    "examples/hyperparameters.json",
    "examples/round-trip.json",
    "examples/hyperparameters.csv",
    "examples/ones.json",
    "examples/ones.sh"
  ].map((name) => readFileSync(join("docs", name === "" ? "your-own.md" : name), "utf8").trim())
  expect(page).toContain(config)
  expect(page).toContain(program)
  const ofProgram = ones!.slice(ones!.indexOf('"evaluator"'), ones!.lastIndexOf("}")).trimEnd()
  expect(page).toContain(ofProgram.replaceAll("\n  ", "\n"))
  const ofModules = trip!.split("\n").filter((line) => line.includes("round-trip.ts"))
  expect(ofModules).toHaveLength(2)
  for (const line of ofModules) expect(page).toContain(line.trim())
  expect(page).toContain(table!.split("\n").slice(0, 2).join("\n"))
})
