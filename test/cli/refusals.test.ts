/**
 * What the program says to wrong use and to databases that are not its own: an exit code, one sentence on stderr
 * that says what is wrong, nothing on stdout, and nothing in the file system that was not there before. Every field
 * of a config has its wrong values in `test/app/bad-config.test.ts`; here are some of each kind, by the front door.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { expect, it } from "vitest"
import { listShape, verificationShape } from "./answers.ts"
import { cambrian, type Ended, oneObject, rowsOf, temporaryFolder } from "./cambrian-process.ts"
import { twoAtATime } from "./two-at-a-time.ts"

interface Refusal {
  readonly args: readonly string[]
  readonly said: RegExp
  readonly code?: number
}

const words = (line: string, said: RegExp, code = 2): Refusal => ({ args: line.split(" "), said, code })

/** All are judged before any is blamed, so that a failure shows everything that is wrong. */
const expectRefused = async (refusals: readonly Refusal[], folder: string): Promise<void> => {
  const seen = await twoAtATime(refusals, async ({ args, said, code = 2 }) =>
    judged(args, said, code, await cambrian(args, { cwd: folder }))
  )
  expect(seen).toEqual(refusals.map(({ args, code = 2 }) => ({ args, code, stdout: "", stderr: "as said" })))
}

const judged = (args: readonly string[], said: RegExp, code: number, { stdout, stderr, ...ended }: Ended) => {
  const isOneSentence = /^[^\n]+\n$/.test(stderr) && said.test(stderr)
  return {
    args,
    code: ended.code,
    stdout,
    stderr: isOneSentence ? "as said" : `not ${said}: ${stderr}`,
    ...(ended.code === code ? {} : { ended })
  }
}

const byHand = (file: string, statement: string): void => {
  const database = new Database(file)
  try {
    database.exec(statement)
  } finally {
    database.close()
  }
}

it("wrong use, and configs that cannot be run, leave no file behind", async () => {
  const folder = temporaryFolder()
  const configs: Readonly<Record<string, string>> = {
    "broken.json": '{ "seed": 1,',
    "null.json": "null",
    "text-seed.json": '{ "seed": "1" }'
  }
  for (const [name, text] of Object.entries(configs)) writeFileSync(join(folder, name), text)
  const before = readdirSync(folder).sort()
  await expectRefused(
    [
      words("frobnicate", /frobnicate/),
      words("run toys", /no preset “toys”; did you mean “toy”\?/),
      words("run broken.json", /broken\.json is not JSON/),
      words("run null.json", /null\.json holds no JSON object/),
      words("run text-seed.json", /config field seed: .*\(it is "1"\)/),
      words("run toy --set policy.sampelSize=3", /did you mean “policy.sampleSize”\?/),
      words("run toy --seed 0", /seed is at least 1/),
      words("run toy --seed 1.5", /--seed.*1\.5/),
      words("run toy --schedule deterministic --set window=100", /window \(100\) must be smaller/),
      words("run mnist --set space.kind=bits", /the evaluator tfjs measures genomes of the space nasnet/),
      words(
        'run nas-bench-201 --set evaluator={"kind":"synthetic"}',
        /synthetic measures genomes of the space bits/
      ),
      words("run toy --name last", /“last” means the newest run/),
      words("run toy --trace missing/trace.jsonl", /trace cannot be written to missing\/trace\.jsonl/),
      words("status", /run/),
      words("list", /no log at cambrian\.db/)
    ],
    folder
  )
  expect(readdirSync(folder).sort()).toEqual(before)
}, 60_000)

it("questions and orders that a run has no answer to leave the database as it was", async () => {
  const folder = temporaryFolder()
  const file = join(folder, "cambrian.db")
  expect(await cambrian(["run", "toy", "--cycles", "120"], { cwd: folder })).toMatchObject({ code: 0 })
  const before = readFileSync(file)
  await expectRefused(
    [
      words("status tory", /no run “tory”; did you mean “toy”\?/),
      words("resume toy --cycles 100", /has 120 individuals already.*--cycles 120 or more/),
      words("resume toy --trainers 0", /trainers is at least 1/),
      words("at toy 0", /no event 0; it has 1 to \d+/),
      words("show toy 120", /no individual 120; it has 0 to 119/),
      words("lineage toy 999", /no individual 999/),
      words("run toy --name toy", /already a run named “toy”/)
    ],
    folder
  )
  expect(readFileSync(file).equals(before)).toBe(true)
}, 60_000)

it("files that are not its own, and places where no file can be, are left as they are", async () => {
  const folder = temporaryFolder()
  const newer = join(folder, "newer.db")
  expect(await cambrian(["run", "toy", "--cycles", "5", "--db", newer])).toMatchObject({ code: 0 })
  byHand(newer, "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)")
  byHand(join(folder, "other.db"), "CREATE TABLE addresses (name TEXT); INSERT INTO addresses VALUES ('a')")
  writeFileSync(join(folder, "letter.db"), "Dear Sir, this is no database, however long one looks at it.")
  mkdirSync(join(folder, "folder.db"))
  const files = ["newer.db", "other.db", "letter.db"]
  const contents = () => files.map((name) => readFileSync(join(folder, name), "latin1"))
  const before = contents()
  // SQLite's companions of a database in WAL mode come with every reader, who may not take them away again.
  const namesNow = () =>
    readdirSync(folder)
      .filter((name) => !/-(shm|wal)$/.test(name))
      .sort()
  const names = namesNow()
  await expectRefused(
    [
      ["run newer.db", /written by a newer Cambrian \(its schema is version 99/] as const,
      ["status newer.db", /written by a newer Cambrian \(its schema is version 99/] as const,
      ["run other.db", /database of another program/] as const,
      ["run letter.db", /not a SQLite database/] as const,
      ["run folder.db", /folder\.db cannot be opened/] as const,
      ["run missing/runs.db", /folder missing does not exist/] as const,
      ["run letter.db/runs.db", /letter\.db\/runs\.db/] as const,
      ["status absent.db", /no log at absent\.db/] as const,
      ["run ", /the name of no file/] as const
    ].map(([line, said]) => {
      const [command = "", db = ""] = line.split(" ")
      return { args: [command, command === "run" ? "toy" : "last", "--db", db], said }
    }),
    folder
  )
  expect(contents()).toEqual(before)
  expect(namesNow()).toEqual(names)
}, 60_000)

it.runIf(process.platform === "linux")("a folder that takes no files is called read-only", async () => {
  await expectRefused([words("run toy --cycles 5 --db /proc/runs.db", /read-only/)], temporaryFolder())
})

it("a damaged run is said to be damaged, and nothing is added to it", async () => {
  const folder = temporaryFolder()
  const file = (name: string): string => join(folder, `${name}.db`)
  const damage: Readonly<Record<string, string>> = {
    hole: "DELETE FROM events WHERE seq = 100",
    payload: "UPDATE events SET payload = '{}' WHERE seq = 100",
    impossible:
      "UPDATE events SET payload = replace(payload, '\"individual\":0,', '\"individual\":119,') WHERE kind = 'IndividualDied' AND individual = 0",
    end: "DELETE FROM events WHERE seq >= (SELECT max(seq) - 5 FROM events)"
  }
  expect(await cambrian(["run", "toy", "--cycles", "120", "--db", file("sound")])).toMatchObject({ code: 0 })
  for (const [name, statement] of Object.entries(damage)) {
    writeFileSync(file(name), readFileSync(file("sound")))
    byHand(file(name), statement)
  }
  const before = Object.keys(damage).map((name) => rowsOf(file(name)))
  await expectRefused(
    [
      words("status toy --db hole.db", /event 100 of run \w+ is missing from its log/, 1),
      words("resume toy --cycles 130 --db hole.db", /event 100 of run \w+ is missing from its log/, 1),
      words("replay toy --db payload.db", /event 100 of run \w+ cannot be read/, 1),
      words("status toy --db impossible.db", /cannot have followed the events before it/, 1),
      words(
        "resume toy --cycles 130 --db end.db",
        /has been changed, so nothing is added to it: it ends at event/
      )
    ],
    folder
  )
  expect(Object.keys(damage).map((name) => rowsOf(file(name)))).toEqual(before)
  const listed = await cambrian(["list", "--json", "--db", file("payload")])
  expect(listed).toMatchObject({ code: 0 })
  expect(oneObject(listed)).toMatchObject({ runs: [{ name: "toy", status: "damaged" }] })
  const verdicts = await twoAtATime(["hole", "end"], (name) =>
    cambrian(["verify", "toy", "--json", "--db", file(name)])
  )
  for (const verdict of verdicts) {
    expect(verdict.code).toBe(1)
    const { ok, firstDifference } = verificationShape.parse(oneObject(verdict))
    expect(ok).toBe(false)
    expect(firstDifference).not.toBeNull()
  }
}, 60_000)

it("a name can be given once, and a config of another run once more under a number", async () => {
  const folder = temporaryFolder()
  const run = ["run", "toy", "--cycles", "5", "--db", "names.db"]
  for (let time = 0; time < 2; time++) expect(await cambrian(run, { cwd: folder })).toMatchObject({ code: 0 })
  const list = await cambrian(["list", "--json", "--db", "names.db"], { cwd: folder })
  expect(listShape.parse(oneObject(list)).runs.map(({ name }) => name)).toEqual(["toy", "toy-2"])
})

it("a data set that is not there is one sentence, also when trainer processes find it out", async () => {
  const folder = temporaryFolder()
  const files = { trainImages: "a", trainLabels: "b", testImages: "c", testLabels: "d" }
  const dataset = JSON.stringify({ format: "idx", ...files })
  const ended = await cambrian(["run", "mnist", "--set", `evaluator.dataset=${dataset}`], { cwd: folder })
  expect(ended).toMatchObject({ code: 2, stdout: "" })
  const lines = ended.stderr.trimEnd().split("\n")
  expect(lines.at(-1)).toContain("the file does not exist; correct the path in evaluator.dataset")
  // Where there is more than one backend, they are measured first.
  const expected = /^(mnist |measuring what trains)/
  expect(lines.slice(0, -1).filter((line) => !expected.test(line))).toEqual([])
}, 60_000)
