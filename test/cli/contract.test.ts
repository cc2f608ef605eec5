/** What scripts may rely on: shapes of JSON, names of runs, exit codes, and which channel carries what. */
import { join } from "node:path"
import { describe, expect, it } from "vitest"
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
  isAlive,
  oneObject,
  rowsOf,
  startCambrian,
  temporaryFolder,
  trainersOf,
  until,
  untilEvents
} from "./cambrian-process.ts"
import { eventsOf, IN_PROCESSES, withDelay } from "./hardship.ts"

const CYCLES = 130

describe("--json answers with one object on stdout and nothing else there", () => {
  it("from run to presets, and they agree with one another", async () => {
    const folder = temporaryFolder()
    const file = join(folder, "cambrian.db")
    const here = { cwd: folder }
    /** The log is named in each of the three ways in turn: the default, the environment, the flag. */
    const named = { cwd: "/", env: { CAMBRIAN_DB: file } }
    const answer = async (line: string, surroundings: Parameters<typeof cambrian>[1] = here) => {
      const ended = await cambrian([...line.split(" "), "--json"], surroundings)
      expect(ended, line).toMatchObject({ code: 0, stderr: "" })
      return oneObject(ended)
    }

    const run = `run toy --seed 7 --cycles ${CYCLES} --trainers 1 --name first --set policy.sampleSize=12`
    const summary = summaryShape.parse(await answer(run))
    expect(summary).toMatchObject({ name: "first", seed: 7, status: "finished", events: rowsOf(file).length })
    expect(summary).toMatchObject({ births: CYCLES, evaluations: CYCLES, failures: 0, deaths: CYCLES - 100 })
    const events = eventsOf(rowsOf(file))
    expect(events[0]).toMatchObject({ config: { policy: { sampleSize: 12 }, seed: 7 }, kind: "RunStarted" })
    expect(summary.head).toEqual({ seq: events.length, hash: rowsOf(file).at(-1)?.hash })
    const fitness = events.flatMap((event) => (event.kind === "EvaluationRecorded" ? [event.fitness] : []))
    expect(summary.best?.fitness).toBe(Math.max(...fitness))

    expect(await answer("status first", named)).toEqual(summary)
    expect(await answer(`status last --db ${file}`, { cwd: "/" })).toEqual(summary)
    expect(await answer(`status ${summary.run}`)).toEqual(summary)

    const replayed = momentShape.parse(await answer("replay first"))
    expect(replayed).toMatchObject({ run: summary.run, seq: summary.events, stateHash: summary.stateHash })
    expect(replayed.population).toHaveLength(100)
    expect(replayed.training).toEqual([])
    const then = momentShape.parse(await answer("at last 150"))
    expect(then.seq).toBe(150)
    expect(then.training).toHaveLength(1)
    expect(momentShape.parse(await answer("replay last --at 150"))).toEqual(then)

    const verification = verificationShape.parse(await answer("verify first"))
    expect(verification).toMatchObject({ ok: true, firstDifference: null, events: summary.events })
    expect(verification.decisions).toMatchObject({ births: CYCLES, deaths: CYCLES - 100 })

    const best = summary.best?.individual ?? -1
    const { ancestors } = ancestryShape.parse(await answer(`lineage first ${best}`))
    expect(ancestors.some(({ individual }) => individual === best)).toBe(true)
    expect(ancestors.some(({ operator, parents }) => operator === "random" && parents.length === 0)).toBe(
      true
    )
    expect(listShape.parse(await answer("list")).runs).toMatchObject([summary])
    const { presets } = presetsShape.parse(await answer("presets"))
    expect(presets.map(({ name }) => name)).toEqual(expect.arrayContaining(["toy", "nas-bench-201", "mnist"]))

    const longer = summaryShape.parse(await answer(`resume first --cycles ${CYCLES + 20}`))
    expect(longer).toMatchObject({ run: summary.run, status: "finished", births: CYCLES + 20 })
    expect(longer.head.seq).toBeGreaterThan(summary.head.seq)
    expect(await answer("resume first"), "a finished run is answered as it is").toEqual(longer)
  }, 60_000)
})

describe("Ctrl-C", () => {
  it("stops a run cleanly with exit code 130; the same command says how to resume, and resume finishes", async () => {
    const folder = temporaryFolder()
    const file = join(folder, "cambrian.db")
    const run = ["run", "toy", "--cycles", "150", "--trainers", "2", ...IN_PROCESSES, ...withDelay(60, 0.5)]
    const running = startCambrian([...run, "--json"], { cwd: folder })
    expect(await untilEvents(file, 60, running)).toBe(true)
    await until("it has told how far it is", () => running.stderrSoFar().includes("\n"))
    const trainers = [...trainersOf(running.pid).values()]
    expect(trainers).toHaveLength(2)
    running.interruptGroup()
    const { code, stdout, stderr } = await running.ended
    expect(code).toBe(130)
    expect(stdout).toBe("")
    for (const trainer of trainers) await until("its trainers end with it", () => !isAlive(trainer))

    const lines = stderr.trimEnd().split("\n")
    expect(lines.at(-1)).toMatch(
      /^stopped cleanly; nothing is lost. Go on with “npm run cambrian -- resume toy”/
    )
    // No terminal: plain lines, nothing that moves the cursor.
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^toy [█░]+ \d+\/150 · best /)
    expect(eventsOf(rowsOf(file)).at(-1)).toMatchObject({ kind: "RunStopped", reason: "interrupted" })

    const status = summaryShape.parse(
      oneObject(await cambrian(["status", "last", "--json"], { cwd: folder }))
    )
    expect(status.status).toBe("stopped")

    const before = rowsOf(file)
    const again = await cambrian(run, { cwd: folder })
    expect(again).toMatchObject({ code: 2, stdout: "" })
    expect(again.stderr).toContain("npm run cambrian -- resume toy")
    expect(rowsOf(file)).toEqual(before)

    const resumed = summaryShape.parse(
      oneObject(await cambrian(["resume", "toy", "--trainers", "4", "--json"], { cwd: folder }))
    )
    expect(resumed).toMatchObject({ status: "finished", births: 150, evaluations: 150 })
    expect(rowsOf(file).slice(0, before.length)).toEqual(before)
  }, 60_000)
})

describe("while one process drives a run", () => {
  it("another cannot, and every reader works", async () => {
    const folder = temporaryFolder()
    const file = join(folder, "cambrian.db")
    const here = { cwd: folder }
    const driver = startCambrian(["run", "toy", "--cycles", "100000", ...withDelay(10, 1)], here)
    expect(await untilEvents(file, 20, driver)).toBe(true)
    const watcher = startCambrian(["watch", "toy", "--json"], here)

    const second = await cambrian(["resume", "toy"], here)
    expect(second).toMatchObject({ code: 2, stdout: "" })
    expect(second.stderr).toMatch(
      /^run \w+ is being driven by another process; watch it with “cambrian watch/
    )
    const status = summaryShape.parse(oneObject(await cambrian(["status", "toy", "--json"], here)))
    expect(status.status).toBe("running")
    expect(status.head.seq).toBe(status.events)
    expect(momentShape.parse(oneObject(await cambrian(["at", "toy", "20", "--json"], here))).seq).toBe(20)
    const { runs } = listShape.parse(oneObject(await cambrian(["list", "--json"], here)))
    expect(runs).toMatchObject([{ name: "toy", status: "running" }])
    const verification = await cambrian(["verify", "toy", "--json"], here)
    expect(verificationShape.parse(oneObject(verification))).toMatchObject({ ok: true })

    expect(driver.hasEnded()).toBe(false)
    driver.kill("SIGINT")
    expect((await driver.ended).code).toBe(130)
    const watched = await watcher.ended
    expect(watched.code).toBe(0)
    const last = rowsOf(file).length
    expect(summaryShape.parse(oneObject(watched))).toMatchObject({ status: "stopped", events: last })
    const resumes = eventsOf(rowsOf(file)).filter(({ kind }) => kind === "RunResumed")
    expect(resumes, "the second process wrote nothing").toEqual([])
  }, 60_000)
})
