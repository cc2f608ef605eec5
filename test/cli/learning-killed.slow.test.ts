/**
 * Reinforcement learning with the LSTM, whose parameters are too many for the log: one lineage for any number of
 * trainers and through kills (a resumed run learns its controller again from the log), and forged updates are found.
 */
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { EventOf } from "../../src/domain/event.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import { drawEvent, expectSound, type PlayedRun, playRun, verifyChanged } from "../replay/played-run.ts"
import { makeFolder } from "../replay/sqlite-file.ts"
import { summaryShape } from "./answers.ts"
import { cambrian, oneObject, temporaryFolder } from "./cambrian-process.ts"
import {
  driveThroughKills,
  expectVerified,
  expectWholeRun,
  undisturbedLineage,
  withDelay
} from "./hardship.ts"

const POLICY = { kind: "reinforce", controller: "lstm", populationSize: 10, batchSize: 10 }
const RUN = [
  ...["toy", "--seed", "17", "--cycles", "80", "--schedule", "deterministic"],
  ...["--set", `policy=${JSON.stringify(POLICY)}`, "--set", "window=9", "--set", "space.length=24"]
]

describe("the LSTM controller on the toy, deterministic, seed 17", () => {
  let known: string | undefined
  const lineageOfOne = async (): Promise<string> => {
    known ??= await undisturbedLineage(join(temporaryFolder(), "undisturbed.db"), RUN)
    return known
  }

  it.each([2, 7])(
    "has the lineage of one trainer with %i",
    async (trainers) => {
      const file = join(temporaryFolder(), "other.db")
      const args = [...RUN, "--trainers", `${trainers}`, ...withDelay(5, 1.5)]
      const ended = await cambrian(["run", ...args, "--json", "--db", file])
      expect(summaryShape.parse(oneObject(ended))).toMatchObject({
        status: "finished",
        lineageHash: await lineageOfOne()
      })
      await expectVerified(file)
    },
    120_000
  )

  it("killed 3 times, 3 trainers: the undisturbed lineage", async () => {
    const file = join(temporaryFolder(), "killed.db")
    const summary = await driveThroughKills({
      file,
      run: [...RUN, "--trainers", "3", ...withDelay(30, 1)],
      kills: 3,
      eventsMax: 80,
      stream: randomStream(17, "kills", 0)
    })
    expect(summary).toMatchObject({ status: "finished", lineageHash: await lineageOfOne() })
    expectWholeRun(file, 80)
    await expectVerified(file)
  }, 240_000)
})

describe("a forged history of the LSTM controller, seed 18", () => {
  const folder = makeFolder()
  afterAll(folder.remove)
  let played: PlayedRun
  beforeAll(async () => {
    played = await playRun(folder, "lstm", {
      preset: "toy",
      policy: POLICY,
      set: ["space.length=24"],
      overrides: { seed: 18, cycles: 60, schedule: "deterministic", window: 5, trainers: 3 }
    })
  }, 120_000)

  it("verifies as it was written, its parameters not in the log", async () => {
    const { event } = drawEvent(played, { seed: 1, kind: "ControllerUpdated" })
    expect(event.parameters).toBeNull()
    await expectSound(played)
  }, 120_000)

  const FORGERIES: readonly (readonly [
    string,
    (update: EventOf<"ControllerUpdated">) => Partial<EventOf<"ControllerUpdated">>
  ])[] = [
    ["baseline", ({ baseline }) => ({ baseline: baseline - 1e-9 })],
    ["parametersHash", ({ parametersHash }) => ({ parametersHash: parametersHash.replace(/^./, flipped) })],
    ["parameters", () => ({ parameters: [0.5] })],
    ["figures", ({ figures }) => ({ figures: { ...figures, loss: (figures.loss ?? 0) + 1e-9 } })]
  ]

  it.each(FORGERIES)(
    "is found by its %s",
    async (field, change) => {
      for (const seed of [1, 2]) {
        const { index, event } = drawEvent(played, { seed, kind: "ControllerUpdated" })
        const found = await verifyChanged(played, (events) => {
          events[index] = { ...event, ...change(event) }
        })
        expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "update", decided: event })
        expect(found.message).toContain(field)
      }
    },
    120_000
  )
})

const flipped = (digit: string): string => (digit === "0" ? "1" : "0")
