/** What a run must survive: its own process killed at random moments, its trainers killed one after another. */
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { expect } from "vitest"
import type { Event } from "../../src/domain/event.ts"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"
import type { EventRow } from "../../src/log/event-row.ts"
import { summaryShape, verificationShape } from "./answers.ts"
import {
  cambrian,
  isAlive,
  oneObject,
  type Running,
  rowsOf,
  startCambrian,
  temporaryFolder,
  trainersOf,
  until,
  untilEvents
} from "./cambrian-process.ts"

export const eventsOf = (rows: readonly EventRow[]): readonly Event[] =>
  rows.map(({ payload }) => JSON.parse(payload) as Event)

const PAUSE_MS_MAX = 25

export interface CoordinatorKills {
  readonly file: string
  /** The arguments after `run`; the run is resumed as `last`. */
  readonly run: readonly string[]
  readonly kills: number
  /** Between two kills the log grows by so many events at most, and a moment more. */
  readonly eventsMax: number
  readonly stream: RandomStream
}

/** Drives a run to its end through kills of its process, and gives what the last one answered. */
export const driveThroughKills = async ({ file, run, kills, eventsMax, stream }: CoordinatorKills) => {
  const resume = ["resume", "last", "--json", "--db", file]
  let driver = startCambrian(["run", ...run, "--json", "--db", file])
  for (let kill = 0; kill < kills; kill++) {
    const target = rowsOf(file).length + 1 + stream.below(eventsMax)
    const lives = await untilEvents(file, target, driver)
    if (!lives) throw new Error(`the run ended before kill ${kill}: ${JSON.stringify(await driver.ended)}`)
    await pause(PAUSE_MS_MAX * stream.unit())
    await killCoordinator(file, driver)
    driver = startCambrian(resume)
  }
  const ended = await driver.ended
  expect(ended).toMatchObject({ code: 0 })
  return summaryShape.parse(oneObject(ended))
}

/** Whatever a reader has seen was acknowledged, and must still be there, byte for byte. */
const killCoordinator = async (file: string, driver: Running): Promise<void> => {
  const trainers = [...trainersOf(driver.pid).values()]
  const acknowledged = rowsOf(file)
  driver.kill("SIGKILL")
  expect((await driver.ended).signal).toBe("SIGKILL")
  expect(rowsOf(file).slice(0, acknowledged.length)).toEqual(acknowledged)
  for (const trainer of trainers) await until("its trainers end with it", () => !isAlive(trainer))
}

/** The trainers that hold a lease by now, as the log has it. */
export const busyTrainers = (file: string): ReadonlySet<string> => {
  const leases = new Map<number, string>()
  const rows = rowsOf(file)
  for (const [index, event] of eventsOf(rows).entries()) {
    if (event.kind === "EvaluationStarted") leases.set(rows[index]?.seq ?? 0, event.trainer)
    if (event.kind === "EvaluationRecorded" || event.kind === "EvaluationFailed")
      leases.delete(event.lease ?? 0)
  }
  return new Set(leases.values())
}

/** Kills trainers of a run, one after another, every second one at work, and gives how many before the run ended. */
export const killTrainers = async (options: {
  readonly file: string
  readonly driver: Running
  readonly kills: number
  readonly eventsMax: number
  readonly stream: RandomStream
}): Promise<number> => {
  const { file, driver, kills, eventsMax, stream } = options
  for (let kill = 0; kill < kills; kill++) {
    const target = rowsOf(file).length + 1 + stream.below(eventsMax)
    if (!(await untilEvents(file, target, driver))) return kill
    await pause(PAUSE_MS_MAX * stream.unit())
    let candidates: readonly number[] = []
    await until("there is a trainer to kill", () => {
      const busy = busyTrainers(file)
      candidates = [...trainersOf(driver.pid)].flatMap(([name, pid]) =>
        kill % 2 === 1 || busy.has(name) ? [pid] : []
      )
      return candidates.length > 0 || driver.hasEnded()
    })
    const victim = candidates[stream.below(Math.max(1, candidates.length))]
    if (victim === undefined) return kill
    process.kill(victim, "SIGKILL")
  }
  return kills
}

/** Everyone is born once and in order, and gets one fitness; after the end there is at most the test of the best. */
export const expectWholeRun = (file: string, cycles: number): void => {
  const events = eventsOf(rowsOf(file))
  const born = events.flatMap((event) => (event.kind === "IndividualBorn" ? [event.individual] : []))
  expect(born).toEqual(Array.from({ length: cycles }, (_, individual) => individual))
  const evaluated = events.flatMap((event) => (event.kind === "EvaluationRecorded" ? [event.individual] : []))
  expect(new Set(evaluated).size).toBe(evaluated.length)
  expect(evaluated.length).toBe(cycles)
  expect(events.findLast(({ kind }) => kind !== "IndividualTested")?.kind).toBe("RunFinished")
}

export const expectVerified = async (file: string): Promise<void> => {
  const ended = await cambrian(["verify", "last", "--json", "--db", file])
  const verification = verificationShape.parse(oneObject(ended))
  expect(verification).toMatchObject({ ok: true, firstDifference: null, events: rowsOf(file).length })
  expect(ended.code).toBe(0)
}

/** What a run of the toy in small must have been, had nothing happened to it. */
export const undisturbedLineage = async (file: string, run: readonly string[]): Promise<string> => {
  const ended = await cambrian(["run", ...run, "--trainers", "1", "--json", "--db", file])
  return summaryShape.parse(oneObject(ended)).lineageHash
}

/** A deterministic run whose process is killed on its way has the lineage of one trainer that nothing happened to. */
export const expectUndisturbedLineage = async (options: {
  /** The arguments after `run` that decide what the run is. */
  readonly run: readonly string[]
  /** Those that only decide how it is driven: trainers, delays. */
  readonly driven: readonly string[]
  readonly cycles: number
  readonly kills: number
  readonly eventsMax: number
  readonly seed: number
}): Promise<void> => {
  const { cycles, driven, eventsMax, kills, run, seed } = options
  const folder = temporaryFolder()
  const expected = await undisturbedLineage(join(folder, "undisturbed.db"), run)
  const file = join(folder, "killed.db")
  const stream = randomStream(seed, "kills", 0)
  const summary = await driveThroughKills({ file, run: [...run, ...driven], kills, eventsMax, stream })
  expect(summary).toMatchObject({ status: "finished", lineageHash: expected })
  expectWholeRun(file, cycles)
  await expectVerified(file)
}

/** The toy in small: a lineage that selection has had a hand in, in a few seconds. */
export const smallToy = (options: {
  readonly seed: number
  readonly cycles: number
  readonly schedule: "arrival" | "deterministic"
}): readonly string[] => [
  ...["toy", "--seed", `${options.seed}`, "--cycles", `${options.cycles}`],
  ...["--schedule", options.schedule],
  ...["policy.populationSize=20", "policy.sampleSize=5", "window=9"].flatMap((path) => ["--set", path])
]

export const withDelay = (median: number, sigma: number): readonly string[] => [
  "--set",
  `evaluator.delayMs={"median":${median},"sigma":${sigma}}`
]

export const IN_PROCESSES = ["--set", "evaluator.isolation=process"] as const
