/**
 * What people bring themselves, through the front door: the very files of docs/your-own.md are run, gone on with and
 * verified, and a table means the same in each of its formats and for any number of trainers.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { expect, it } from "vitest"
import { cambrian, temporaryFolder } from "./cambrian-process.ts"
import { folderWith, summaryOf, verdictOf } from "./own-runs.ts"
import { expectRefused } from "./refusal.ts"
import { twoAtATime } from "./two-at-a-time.ts"

/** The same table as CSV in another dress, and as JSON. */
const otherFormats = (csv: string): Readonly<Record<string, Uint8Array>> => {
  const [head = "", ...lines] = csv.trim().split("\n")
  const names = head.split(",")
  const rows = lines.map((line) => line.split(","))
  const numeric = (text: string) => (text === "" ? null : Number.isNaN(Number(text)) ? text : Number(text))
  const json = rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [names[at], numeric(cell)])))
  const quoted = [names, ...rows].map((cells) => cells.map((cell) => `"${cell}"`).join(",")).join("\r\n")
  return {
    "zipped.csv": gzipSync(csv),
    "windows.csv": Buffer.from(`\uFEFF${quoted}`),
    "table.json": Buffer.from(JSON.stringify(json)),
    "table.json.gz": gzipSync(JSON.stringify(json))
  }
}

const TABLE = "hyperparameters.csv"

it("a table is searched alike in each format and by 1, 2 and 7 trainers, resumed and verified elsewhere", async () => {
  const folder = folderWith(TABLE, "hyperparameters.json")
  const csv = readFileSync(join(folder, TABLE), "utf8")
  for (const [name, bytes] of Object.entries(otherFormats(csv))) writeFileSync(join(folder, name), bytes)
  const jobs = [
    ["zipped.csv", "1"],
    ["table.json", "7"],
    ["windows.csv", "2"]
  ] as const
  const summaries = await twoAtATime(jobs, ([file, trainers]) => {
    const settings = ["--set", `space.file=${file}`, "--trainers", trainers, "--db", `${file}.db`]
    return summaryOf(["run", "hyperparameters.json", ...settings], folder)
  })
  expect(new Set(summaries.map(({ lineageHash }) => lineageHash)).size).toBe(1)

  const elsewhere = temporaryFolder()
  const db = ["--db", join(folder, "windows.csv.db")]
  const longer = await summaryOf(["resume", "last", "--cycles", "150", ...db], elsewhere)
  expect(longer).toMatchObject({ status: "finished", births: 150, failures: 0 })
  const verdict = await verdictOf(["verify", "last", ...db], elsewhere)
  expect(verdict).toMatchObject({ code: 0, ok: true, decisions: { births: 150, deaths: 130 } })

  // The least loss is the best: its fitness is the negative of the value drawn, which stands beside it.
  const shown = await cambrian(["show", "last", `${longer.best?.individual}`, ...db], { cwd: elsewhere })
  expect(shown.stdout).toMatch(/genome +activation \w+, width \d+, rate [\d.]+\n/)
  expect(shown.stdout).not.toContain("validation")
  const value = Number(/value (\d\.\d+)/.exec(shown.stdout)?.[1])
  expect(longer.best?.fitness).toBe(-value)
  const drawn = csv.split("\n").flatMap((line) => line.split(",").slice(3, 5))
  expect(drawn).toContain(value.toFixed(3))
}, 60_000)

it("a table that cannot be used is refused with file and line; one that has changed stops what needs it", async () => {
  const folder = folderWith(TABLE, "hyperparameters.json")
  const table = join(folder, TABLE)
  const sound = readFileSync(table, "utf8")
  writeFileSync(table, sound.replace(/^(relu,16,0\.001),[^,]*/m, "$1,low"))
  await expectRefused(folder, {
    args: ["run", "hyperparameters.json"],
    sentence: /^\/.*hyperparameters\.csv, line 5: the cell of column “loss0” is no number \(it is "low"\)/
  })
  writeFileSync(table, sound)
  await summaryOf(["run", "hyperparameters.json"], folder)
  writeFileSync(table, sound.replace("relu,8,", "relu,9,"))
  await expectRefused(folder, {
    args: ["resume", "last", "--cycles", "120"],
    sentence: /hyperparameters\.csv has changed: .* put the old content back/
  })
  const changed = await verdictOf(["verify", "last"], folder)
  expect(changed).toMatchObject({
    code: 1,
    ok: false,
    chain: { ok: true },
    firstDifference: { kind: "rules" }
  })
  expect(changed.message).toMatch(/cannot be decided again: .*hyperparameters\.csv has changed/)
}, 60_000)
