/**
 * A program of a person's own through the front door: a run of it is interrupted, killed, gone on with and verified, and
 * never leaves a process behind; one that changes in the middle ends the run with a sentence.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { cambrian, isAlive, startCambrian, temporaryFolder, until, untilEvents } from "./cambrian-process.ts"
import { summaryOf, verdictOf } from "./own-runs.ts"
import { expectRefused } from "./refusal.ts"

/** Counts the ones; waits for a file “go” where it is told to, saying in “waiting” who does. */
const PROGRAM = `#!/bin/sh
read -r task
[ -e go ] || { echo $$ >> waiting; sleep 60; }
ones=$(printf '%s' "$task" | sed 's/.*"genome":"\\([01]*\\)".*/\\1/' | tr -d 0 | wc -c)
echo '{"progress": {"done": 1, "total": 1}}'
echo '{"result": {"fitness": '"$ones"', "measures": {"test": '"$ones"'}}}'
`

const folderWith = (): string => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "ones.sh"), PROGRAM, { mode: 0o755 })
  const config = {
    seed: 1,
    cycles: 12,
    schedule: "deterministic",
    space: { kind: "bits", length: 16 },
    policy: { kind: "aging", populationSize: 6, sampleSize: 3 },
    evaluator: { kind: "command", command: ["./ones.sh"], test: true }
  }
  writeFileSync(join(folder, "ones.json"), JSON.stringify(config))
  return folder
}

/** The numbers of the programs that wait. */
const waiting = (folder: string): readonly number[] => {
  const file = join(folder, "waiting")
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(Number) : []
}

it.each(["SIGINT", "SIGKILL"] as const)(
  "a run that ends by %s takes its programs with it, and goes on",
  async (signal) => {
    const folder = folderWith()
    const running = startCambrian(["run", "ones.json"], { cwd: folder })
    await until(
      "both trainers have started a program",
      () => waiting(folder).length === 2 || running.hasEnded()
    )
    const programs = waiting(folder)
    expect(programs).toHaveLength(2)
    expect(programs.every(isAlive)).toBe(true)
    running.kill(signal)
    expect(await running.ended).toMatchObject(signal === "SIGINT" ? { code: 130 } : { signal })
    await until("they are gone", () => !programs.some(isAlive))

    const script = join(folder, "ones.sh")
    writeFileSync(script, `${PROGRAM}# otherwise\n`)
    const refused = await cambrian(["resume", "ones"], { cwd: folder })
    expect(refused).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/ones\.sh has changed: /)
    })
    writeFileSync(script, PROGRAM)
    writeFileSync(join(folder, "go"), "")
    const summary = await summaryOf(["resume", "ones"], folder)
    expect(summary).toMatchObject({
      status: "finished",
      evaluations: 12,
      failures: 0
    })
    expect(await verdictOf(["verify", "ones"], folder)).toMatchObject({ code: 0, ok: true })
    const undisturbed = await summaryOf(["run", "ones.json", "--name", "again", "--trainers", "1"], folder)
    expect(undisturbed.lineageHash).toBe(summary.lineageHash)
    const shown = await cambrian(["status", "ones"], { cwd: folder })
    expect(shown.stdout).toMatch(/test +individual \d+: /)
  }
)

it("a program that changes in the middle ends the run with a sentence, and nothing is lost", async () => {
  const folder = folderWith()
  const running = startCambrian(["run", "ones.json"], { cwd: folder })
  expect(await untilEvents(join(folder, "cambrian.db"), 4, running)).toBe(true)
  await until("both wait", () => waiting(folder).length === 2)
  writeFileSync(join(folder, "ones.sh"), `${PROGRAM}# otherwise\n`)
  // What waits fails, and its next attempt is with another program.
  for (const program of waiting(folder)) process.kill(program, "SIGKILL")
  const ended = await running.ended
  expect(ended).toMatchObject({ code: 2, stdout: "" })
  expect(ended.stderr.trimEnd().split("\n").at(-1)).toMatch(
    /ones\.sh has changed since the run was begun; put the old/
  )
  writeFileSync(join(folder, "ones.sh"), PROGRAM)
  writeFileSync(join(folder, "go"), "")
  expect(await summaryOf(["resume", "ones"], folder)).toMatchObject({ status: "finished", evaluations: 12 })
})

it("a program that cannot be started is refused before anything is written", async () => {
  const folder = folderWith()
  await expectRefused(folder, {
    args: ["run", "ones.json", "--set", 'evaluator.command=["no-such-program"]'],
    sentence: /^config field evaluator\.command: there is no program “no-such-program” on the PATH/
  })
})
