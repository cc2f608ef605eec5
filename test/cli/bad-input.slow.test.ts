/** Every wrong value of every config field through the program itself, and disks that are really full or read-only. */
import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, it } from "vitest"
import { configWith, WRONG_FIELDS } from "../app/wrong-fields.ts"
import { cambrian, temporaryFolder } from "./cambrian-process.ts"
import { expectToSurviveFullDisk } from "./full-disk.ts"
import { expectRefused } from "./refusal.ts"

/** The first few are out of range, the last are of a wrong type; the rest are checked without the program. */
const sample = (wrong: readonly unknown[]): readonly unknown[] => [...wrong.slice(0, 2), ...wrong.slice(-1)]

describe("a config file with one wrong field", () => {
  it.each(Object.keys(WRONG_FIELDS))("%s", async (path) => {
    const folder = temporaryFolder()
    for (const value of sample(WRONG_FIELDS[path]?.wrong ?? [])) {
      writeFileSync(join(folder, "own.json"), JSON.stringify(configWith(path, value)))
      await expectRefused(folder, {
        args: ["run", "own.json"],
        sentence: new RegExp(path.replaceAll(".", "\\."))
      })
    }
  })
})

describe("a whole file of the wrong sort", () => {
  it.each([
    ["that is no object", "[1, 2]", /^the config file own\.json holds no JSON object/],
    ["with a wrong field", '{"seed":"one"}', /^config field seed: a seed is a whole number/],
    ["that is a folder", undefined, /^the config file own\.json cannot be read/]
  ])("a config file %s", async (_what, text, sentence) => {
    const folder = temporaryFolder()
    if (text === undefined) mkdirSync(join(folder, "own.json"))
    else writeFileSync(join(folder, "own.json"), text)
    await expectRefused(folder, { args: ["run", "own.json"], sentence })
  })
})

describe("more that cannot be", () => {
  it.each([
    ["run toy --seed -1", /^config field seed: .*at least 1/],
    ["run toy --seed 9007199254740993", /seed/],
    ["run toy --seed x", /--seed/],
    ["run toy --seed 1.5", /--seed.*integer/],
    ["run toy --trainers 0", /^config field trainers: .*at least 1 \(it is 0\)/],
    ["run ./absent.json", /^the config file \.\/absent\.json cannot be read/],
    ["run toy --cycles 0", /^config field cycles/],
    ["run toy --set policy.populationSize=0", /^config field policy\.populationSize: .*at least 1/],
    ["run toy --set policy.replacement=false --set policy.sampleSize=101", /without replacement/],
    ["run toy --schedule deterministic --set window=100", /^config field window: .*\(P = 100\)/],
    ["run toy --schedule never", /--schedule.*arrival/],
    [
      'run toy --set space={"kind":"nas-bench-201"}',
      /evaluator synthetic measures genomes of the space bits/
    ],
    ["run toy --set limits.heartbeatMs=60000", /^config field limits\.heartbeatMs/],
    ["run toy --set seed", /--set takes path=value/],
    ["run toy more", /more/],
    ["run toy --json=perhaps", /json/],
    ["status", /run/],
    ["at last one", /seq/]
  ])("%s", async (line, sentence) => {
    await expectRefused(temporaryFolder(), { args: line.split(" "), sentence })
  })
})

/** A small file system of one's own, which only root can have. */
const mount = (folder: string, options: string): boolean => {
  try {
    mkdirSync(folder, { recursive: true })
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

const canMount = (() => {
  const folder = join("/tmp", `cambrian-mount-${process.pid}`)
  if (process.platform !== "linux" || !mount(folder, "size=100k")) return false
  execFileSync("umount", [folder])
  return true
})()

describe.skipIf(!canMount)("a file system of its own", () => {
  const folder = join("/tmp", `cambrian-mount-${process.pid}`)
  beforeAll(() => mount(folder, "size=600k"))
  afterAll(() => execFileSync("umount", ["--lazy", folder]))

  it("that is full", async () => {
    await expectToSurviveFullDisk({
      file: join(folder, "full.db"),
      surroundings: {},
      makeRoom: () => execFileSync("mount", ["-o", "remount,size=30m", folder])
    })
  }, 60_000)

  it("that is read-only", async () => {
    const file = join(folder, "kept.db")
    await cambrian(["run", "toy", "--cycles", "20", "--db", file])
    execFileSync("mount", ["-o", "remount,ro", folder])
    const sentence = /cannot be opened for writing: the file or its folder is read-only/
    for (const line of ["run toy --db new.db", "resume toy --cycles 30 --db kept.db"])
      await expectRefused(folder, { args: line.split(" "), sentence })
  }, 60_000)
})
