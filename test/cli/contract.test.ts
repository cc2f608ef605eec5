/**
 * What scripts may rely on: one JSON object on stdout for every command with --json, of the promised shape; the ways
 * to name a run and a database; what may be set; the exit codes of a run that is interrupted, repeated and extended.
 */
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import type * as z from "zod"
import {
  ancestryShape,
  listShape,
  momentShape,
  presetsShape,
  summaryShape,
  verificationShape
} from "./answers.ts"
import {
  cambrian,
  NODE,
  oneObject,
  PROGRAM,
  rowsOf,
  type Surroundings,
  startCambrian,
  temporaryFolder,
  untilEvents
} from "./cambrian-process.ts"
import { expectVerified, smallToy, withDelay } from "./hardship.ts"
import { twoAtATime } from "./two-at-a-time.ts"

const COMMANDS = [
  ...["run", "resume", "list", "status", "watch", "replay", "verify", "at", "show", "lineage", "presets"],
  ...["doctor", "trainer"]
]

/** The answer of a command that must succeed, in its promised shape. */
const asked = async <S extends z.ZodType>(
  shape: S,
  args: readonly string[],
  surroundings: Surroundings
): Promise<z.output<S>> => {
  const ended = await cambrian([...args, "--json"], surroundings)
  expect(ended.stderr).toBe("")
  expect(ended.code).toBe(0)
  return shape.parse(oneObject(ended))
}

it("every command says what it does when it is asked for help", async () => {
  const helps = await twoAtATime(COMMANDS, (command) => cambrian([command, "--help"]))
  for (const [index, { code, stdout, stderr }] of helps.entries()) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toContain(`cambrian ${COMMANDS[index]}`)
  }
}, 60_000)

it("all answers about one run have their shapes and agree (deterministic schedule, seed 11)", async () => {
  const folder = temporaryFolder()
  const here = { cwd: folder }
  const config = {
    seed: 1,
    cycles: 90,
    schedule: "deterministic",
    space: { kind: "bits", length: 20 },
    policy: { kind: "aging" },
    evaluator: { kind: "synthetic" }
  }
  writeFileSync(join(folder, "mine.json"), JSON.stringify(config))
  const settings = ["policy.populationSize=10", "policy.sampleSize=3", "window=4", "space.length=30"]
  const run = await asked(
    summaryShape,
    [
      ...["run", "mine.json", "--seed", "11", "--trainers", "3", "--name", "eleven", "--db", "own.db"],
      ...settings.flatMap((setting) => ["--set", setting])
    ],
    here
  )
  expect(run).toMatchObject({ name: "eleven", seed: 11, status: "finished", births: 90, evaluations: 90 })
  expect(run).toMatchObject({ deaths: 80, failures: 0, schedule: "deterministic", cycles: 90, trainers: 3 })
  expect(run.best?.genome).toMatch(/^[01]{30}$/)
  expect(run.head.seq).toBe(run.events)

  const rows = rowsOf(join(folder, "own.db"))
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: run.events }, (_, index) => index + 1))
  expect(rows.at(-1)?.hash).toBe(run.head.hash)

  const ownDb = { cwd: folder, env: { CAMBRIAN_DB: "own.db" } }
  const middle = Math.floor(run.events / 2)
  const [status, list, replay, at, before, verify, lineage] = await Promise.all([
    asked(summaryShape, ["status", run.run], ownDb),
    asked(listShape, ["list"], ownDb),
    asked(momentShape, ["replay", "eleven"], ownDb),
    asked(momentShape, ["at", "last", `${middle}`], ownDb),
    asked(momentShape, ["replay", "last", "--at", `${middle}`], ownDb),
    asked(verificationShape, ["verify", "last"], ownDb),
    asked(ancestryShape, ["lineage", "last", `${run.best?.individual}`], ownDb)
  ])
  expect(status).toEqual(run)
  expect(list.runs.map((entry) => summaryShape.parse(entry).run)).toEqual([run.run])
  expect(replay).toMatchObject({ run: run.run, seq: run.events, stateHash: run.stateHash, training: [] })
  expect(replay.population).toHaveLength(10)
  expect(at).toEqual(before)
  expect(at.seq).toBe(middle)
  expect(verify).toMatchObject({ ok: true, events: run.events, firstDifference: null })
  expect(verify.decisions).toMatchObject({ ok: true, births: 90, deaths: 80 })
  expect(lineage.individual).toBe(run.best?.individual)
  expect(lineage.ancestors[0]).toMatchObject({ parents: [], operator: "random", delta: null })
  expect(lineage.ancestors.at(-1)).toMatchObject({
    individual: run.best?.individual,
    fitness: run.best?.fitness
  })
}, 60_000)

it("presets name what `run` takes", async () => {
  const { presets } = await asked(presetsShape, ["presets"], {})
  expect(presets.map(({ name }) => name)).toEqual(expect.arrayContaining(["toy", "nas-bench-201", "mnist"]))
})

it("a run is interrupted, looked at, not started twice, resumed and extended", async () => {
  const folder = temporaryFolder()
  const file = join(folder, "cambrian.db")
  const here = { cwd: folder }
  const toy = smallToy({ seed: 5, cycles: 100, schedule: "arrival" })
  // Two trainers would take fifty seconds, so there is time to look on; a hundred take one.
  const command = ["run", ...toy, ...withDelay(1000, 0)]
  const driver = startCambrian([...command, "--json"], here)
  expect(await untilEvents(file, 8, driver)).toBe(true)

  // While it is driven: readers read, and nobody else writes.
  const [status, at, verified, list, resumed] = await Promise.all([
    asked(summaryShape, ["status", "last"], here),
    asked(momentShape, ["at", "last", "6"], here),
    asked(verificationShape, ["verify", "last"], here),
    asked(listShape, ["list"], here),
    cambrian(["resume", "last"], here)
  ])
  expect(status.status).toBe("running")
  expect(at.seq).toBe(6)
  expect(verified.ok).toBe(true)
  expect(list.runs.map((entry) => summaryShape.parse(entry).status)).toEqual(["running"])
  expect(resumed).toMatchObject({ code: 2, stdout: "" })
  expect(resumed.stderr).toMatch(/^run \w+ is being driven by another process; [^\n]+\n$/)
  const [replay, show, lineage] = await Promise.all(
    [
      ["replay", "last"],
      ["show", "last", "1"],
      ["lineage", "last", "1"]
    ].map((args) => cambrian(args, here))
  )
  expect([replay?.code, show?.code, lineage?.code]).toEqual([0, 0, 0])

  // One that watches sees the end come, and answers when it has.
  const watching = startCambrian(["watch", "last", "--json"], here)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(watching.hasEnded()).toBe(false)
  driver.kill("SIGINT")
  const interrupted = await driver.ended
  expect(interrupted).toMatchObject({ code: 130, stdout: "" })
  expect(interrupted.stderr).toContain("stopped cleanly; nothing is lost. Go on with “cambrian resume toy”")
  expect(interrupted.stderr).toMatch(/^toy .* eval\/s .*\n/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal would be sent
  expect(interrupted.stderr).not.toMatch(/[\r\u001b]/)
  const watched = await watching.ended
  expect(watched.code).toBe(0)
  expect(summaryShape.parse(oneObject(watched)).status).toBe("stopped")
  const rows = rowsOf(file)
  expect(rows.at(-1)?.kind).toBe("RunStopped")

  const again = await cambrian(command, here)
  expect(again).toMatchObject({ code: 2, stdout: "" })
  expect(again.stderr).toMatch(/^[^\n]*cambrian resume toy[^\n]*\n$/)
  expect(rowsOf(file)).toEqual(rows)

  const finished = await cambrian(["resume", "toy", "--json", "--trainers", "100"], here)
  expect(finished.code).toBe(0)
  expect(summaryShape.parse(oneObject(finished))).toMatchObject({ status: "finished", births: 100 })
  expect(rowsOf(file).slice(0, rows.length)).toEqual(rows)
  const extended = await cambrian(["resume", "last", "--json", "--cycles", "110"], here)
  expect(summaryShape.parse(oneObject(extended))).toMatchObject({
    ...{ status: "finished", births: 110, evaluations: 110, trainers: 100 }
  })
  await expectVerified(file)
}, 90_000)

it("a reader that goes away ends nothing it should not", async () => {
  const folder = temporaryFolder()
  const piped = async (line: string): Promise<string> => {
    const shell = `set -o pipefail; cambrian() { "${NODE}" "${PROGRAM}" "$@"; }; ${line}`
    const { stdout } = await promisify(execFile)("bash", ["-c", shell], { cwd: folder })
    return stdout
  }
  const first = await piped(
    "cambrian run toy --cycles 300 --trainers 4 --set evaluator.delayMs.median=45 --json 2>&1 >answer | head -1"
  )
  expect(first).toMatch(/^toy .*\n$/)
  expect(JSON.parse(await piped("cat answer"))).toMatchObject({ status: "finished", births: 300 })
  expect(await piped("cambrian replay last | head -1")).toMatch(/^after event [\d,]+: 100 alive/)
  expect(await piped("cambrian list --json | head -c 1")).toBe("{")
}, 60_000)

it.runIf(process.platform === "linux")("an answer that finds no room is said to be lost", async () => {
  const lost = promisify(execFile)("bash", ["-c", `"${NODE}" "${PROGRAM}" presets >/dev/full`])
  const refused: unknown = await lost.catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 1 })
  expect(String(refused)).toContain("the answer could not be written to standard output")
})
