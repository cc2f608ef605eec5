/** The long form of `killed.test.ts`: 20 kills of the process, 1, 2 and 7 trainer processes, trainers killed all the time. */
import { join } from "node:path"
import { expect, it } from "vitest"
import { randomStream } from "../../src/domain/random-stream.ts"
import { POLICIES } from "../engine/policies.ts"
import { summaryShape } from "./answers.ts"
import { cambrian, oneObject, rowsOf, startCambrian, temporaryFolder } from "./cambrian-process.ts"
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
  "the deterministic schedule, killed 20 times, 2 trainer processes, seed 11: the undisturbed lineage",
  () =>
    expectUndisturbedLineage({
      run: smallToy({ seed: 11, cycles: 500, schedule: "deterministic" }),
      driven: ["--trainers", "2", ...withDelay(5, 1.5), ...IN_PROCESSES],
      cycles: 500,
      kills: 20,
      eventsMax: 90,
      seed: 11
    }),
  240_000
)

it("the arrival schedule, killed 20 times, 5 trainers, seed 12: nothing lost, nothing counted twice", async () => {
  const file = join(temporaryFolder(), "killed.db")
  const run = smallToy({ seed: 12, cycles: 500, schedule: "arrival" })
  const summary = await driveThroughKills({
    file,
    run: [...run, "--trainers", "5", ...withDelay(40, 1)],
    kills: 20,
    eventsMax: 60,
    stream: randomStream(12, "kills", 0)
  })
  expect(summary).toMatchObject({ status: "finished", births: 500, evaluations: 500 })
  expectWholeRun(file, 500)
  expect(eventsOf(rowsOf(file)).filter(({ kind }) => kind === "RunResumed")).toHaveLength(20)
  await expectVerified(file)
}, 240_000)

it.each([1, 2, 7])(
  "the deterministic schedule, %i trainer processes of random speed, killed 8 times, seed 13: the undisturbed lineage",
  async (trainers) => {
    const folder = temporaryFolder()
    const run = smallToy({ seed: 13, cycles: 250, schedule: "deterministic" })
    const expected = await undisturbedLineage(join(folder, "undisturbed.db"), run)
    const file = join(folder, "killed.db")
    const args = [...run, "--trainers", `${trainers}`, ...withDelay(10, 1.5), ...IN_PROCESSES]
    const driver = startCambrian(["run", ...args, "--json", "--db", file])
    const stream = randomStream(13, "kills", trainers)
    expect(await killTrainers({ file, driver, kills: 8, eventsMax: 60, stream })).toBe(8)
    const ended = await driver.ended
    expect(ended).toMatchObject({ code: 0 })
    const summary = summaryShape.parse(oneObject(ended))
    expect(summary).toMatchObject({ status: "finished", lineageHash: expected })
    expect(summary.failures).toBeGreaterThan(0)
    expectWholeRun(file, 250)
    await expectVerified(file)
  },
  120_000
)

it.each([1, 2, 7])(
  "the deterministic schedule, %i trainer processes of random speed, seed 14: one lineage",
  async (trainers) => {
    const folder = temporaryFolder()
    const run = smallToy({ seed: 14, cycles: 250, schedule: "deterministic" })
    const expected = await undisturbedLineage(join(folder, "undisturbed.db"), run)
    const args = [...run, "--trainers", `${trainers}`, ...withDelay(5, 1.5), ...IN_PROCESSES]
    const ended = await cambrian(["run", ...args, "--json", "--db", join(folder, "other.db")])
    expect(summaryShape.parse(oneObject(ended))).toMatchObject({ status: "finished", lineageHash: expected })
  },
  120_000
)

it.each(Object.entries(POLICIES))(
  "the policy %s, killed 3 times, deterministic, 3 trainers, seed 15: the undisturbed lineage",
  (_, policy) =>
    expectUndisturbedLineage({
      run: [
        ...["toy", "--seed", "15", "--cycles", "110", "--schedule", "deterministic"],
        ...["--set", `policy=${JSON.stringify(policy)}`, "--set", "window=9", "--set", "space.length=40"]
      ],
      driven: ["--trainers", "3", ...withDelay(8, 1)],
      cycles: 110,
      kills: 3,
      eventsMax: 70,
      seed: 15
    }),
  60_000
)
