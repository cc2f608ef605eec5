/** Wrong use and bad input, as a user meets them: exit code 2, one sentence that says what to do, and nothing written. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { describe, it } from "vitest"
import { cambrian, temporaryFolder } from "./cambrian-process.ts"
import { expectRefused } from "./refusal.ts"

describe("a run that cannot be", () => {
  it.each([
    ["an unknown preset", ["run", "tay"], /^there is no preset “tay”; did you mean “toy”\?/],
    ["an unknown command", ["evolve"], /“?evolve"? .*--help” shows how/],
    ["an unknown flag", ["run", "toy", "--sead", "3"], /--sead.*--seed/],
    ["a seed of 0", ["run", "toy", "--seed", "0"], /^config field seed: .*at least 1/],
    ["an unknown field", ["run", "toy", "--set", "policy.sampelSize=3"], /did you mean “policy.sampleSize”/],
    [
      "a folder that is not there",
      ["run", "toy", "--db", "absent/a.db"],
      /^the folder absent does not exist/
    ],
    ["a folder as the log", ["run", "toy", "--db", "."], /the log \. cannot be opened for writing/],
    ["a log that is not there", ["status", "last"], /^there is no log at cambrian\.db; start a run first/]
  ])("%s", async (_what, args, sentence) => {
    await expectRefused(temporaryFolder(), { args, sentence })
  })

  it.each([["that is not JSON", "{ seed: 1 }", /^the config file own\.json is not JSON: /]])(
    "a config file %s",
    async (_what, text, sentence) => {
      const folder = temporaryFolder()
      writeFileSync(join(folder, "own.json"), text)
      await expectRefused(folder, { args: ["run", "own.json"], sentence })
    }
  )
})

describe("a file that is no log of this program", () => {
  it("is left alone when another program's", async () => {
    const folder = temporaryFolder()
    const database = new Database(join(folder, "cambrian.db"))
    database.exec("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('bread')")
    database.close()
    const sentence = /^cambrian\.db is a database of another program, so it is left alone/
    await expectRefused(folder, { args: ["run", "toy"], sentence })
  })

  it("is left alone when it is no database", async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "cambrian.db"), "Dear diary, today I evolved.")
    await expectRefused(folder, {
      args: ["run", "toy"],
      sentence: /is not a SQLite database, so it is left alone/
    })
  })
})

describe("a log that does not have what is asked of it, or may not be changed", () => {
  it("is left as it is", async () => {
    const folder = temporaryFolder()
    await cambrian(["run", "toy", "--cycles", "120"], { cwd: folder })
    const cases: readonly (readonly [string, RegExp])[] = [
      ["resume tay", /^there is no run “tay”; did you mean “toy”\?/],
      ["resume toy --cycles 119", /has 120 individuals already.*--cycles 120 or more/],
      ["resume toy --trainers 0", /^config field trainers: .*at least 1/],
      ["show toy 120", /^run \w+ has no individual 120; it has 0 to 119/],
      ["at toy 100000", /^run \w+ has no event 100000; it has 1 to \d+/],
      ["replay toy --at 0", /^run \w+ has no event 0; it has 1 to \d+/],
      ["run toy --name toy", /^there is already a run named “toy”/]
    ]
    for (const [line, sentence] of cases) await expectRefused(folder, { args: line.split(" "), sentence })
  }, 60_000)

  it("is left alone when a newer version has written it", async () => {
    const folder = temporaryFolder()
    await cambrian(["run", "toy", "--cycles", "5"], { cwd: folder })
    const database = new Database(join(folder, "cambrian.db"))
    database.pragma("user_version = 4000")
    database.close()
    const sentence = /^cambrian\.db was written by a newer Cambrian .*4000.*update Cambrian/
    for (const args of [
      ["run", "toy"],
      ["resume", "last"],
      ["status", "last"]
    ])
      await expectRefused(folder, { args, sentence })
  })
})

describe.skipIf(process.platform !== "linux")("a folder in which nothing can be written", () => {
  it("is named as the cause", async () => {
    const sentence = /^the log \/proc\/cambrian\.db cannot be opened for writing: .*read-only/
    await expectRefused(temporaryFolder(), { args: ["run", "toy", "--db", "/proc/cambrian.db"], sentence })
  })
})

it("a refusal under --json leaves stdout empty", async () => {
  await expectRefused(temporaryFolder(), {
    args: ["status", "last", "--json"],
    sentence: /^there is no log/
  })
})
