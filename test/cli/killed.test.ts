/**
 * Kill the run's process, or its trainers, when you like: nothing is lost, counted twice or different afterwards.
 * The long form, whose coordinators have trainer processes to leave behind, is `killed.slow.test.ts`.
 */
import { join } from "node:path"
import { expect, it } from "vitest"
import { randomStream } from "../../src/domain/random-stream.ts"
import { summaryShape } from "./answers.ts"
import { oneObject, rowsOf, startCambrian, temporaryFolder } from "./cambrian-process.ts"
import {
  driveThroughKills,
  eventsOf,
  expectUndisturbedLineage,
  expectVerified,
  expectWholeRun,
  IN_PROCESSES,
  killTrainers,
  smallToy,
  undisturbedLineage,
  withDelay
} from "./hardship.ts"

it(
  "the deterministic schedule, its process killed 4 times, seed 1: the lineage of an undisturbed run",
  () =>
    expectUndisturbedLineage({
      run: smallToy({ seed: 1, cycles: 110, schedule: "deterministic" }),
      driven: ["--trainers", "3", ...withDelay(30, 1)],
      cycles: 110,
      kills: 4,
      eventsMax: 60,
      seed: 1
    }),
  60_000
)

it("the arrival schedule, its process killed 4 times, seed 2: nothing lost, nothing counted twice", async () => {
  const file = join(temporaryFolder(), "killed.db")
  const summary = await driveThroughKills({
    file,
    run: [...smallToy({ seed: 2, cycles: 110, schedule: "arrival" }), "--trainers", "3", ...withDelay(30, 1)],
    kills: 4,
    eventsMax: 50,
    stream: randomStream(2, "kills", 0)
  })
  expect(summary).toMatchObject({ status: "finished", births: 110, evaluations: 110 })
  expectWholeRun(file, 110)
  expect(eventsOf(rowsOf(file)).filter(({ kind }) => kind === "RunResumed")).toHaveLength(4)
  await expectVerified(file)
}, 60_000)

it("the deterministic schedule, its trainers killed 4 times, seed 3: the lineage of an undisturbed run", async () => {
  const folder = temporaryFolder()
  const run = smallToy({ seed: 3, cycles: 110, schedule: "deterministic" })
  const expected = await undisturbedLineage(join(folder, "undisturbed.db"), run)
  const file = join(folder, "killed.db")
  const args = [...run, "--trainers", "2", ...withDelay(12, 1), ...IN_PROCESSES]
  const driver = startCambrian(["run", ...args, "--json", "--db", file])
  const killed = await killTrainers({
    file,
    driver,
    kills: 4,
    eventsMax: 60,
    stream: randomStream(3, "kills", 0)
  })
  expect(killed).toBe(4)
  const ended = await driver.ended
  const summary = summaryShape.parse(oneObject(ended))
  expect(summary).toMatchObject({ status: "finished", lineageHash: expected })
  expect(summary.failures, "a trainer was lost at work").toBeGreaterThan(0)
  expectWholeRun(file, 110)
  await expectVerified(file)
}, 60_000)
