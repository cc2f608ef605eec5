/** `cambrian reevaluate` as a user has it: in trainer processes, through kills and Ctrl-C, and with what scripts rely on. */
import { join } from "node:path"
import { expect, it } from "vitest"
import * as z from "zod"
import {
  cambrian,
  isAlive,
  oneObject,
  rowsOf,
  startCambrian,
  temporaryFolder,
  trainersOf,
  until
} from "./cambrian-process.ts"
import { eventsOf, expectVerified, IN_PROCESSES, withDelay } from "./hardship.ts"

const answerShape = z.strictObject({
  run: z.string(),
  individual: z.int(),
  added: z.array(z.int()),
  recorded: z.strictObject({ seed: z.int(), fitness: z.number() }),
  results: z.array(
    z.strictObject({
      seq: z.int(),
      seed: z.int(),
      fitness: z.number().nullable(),
      measures: z.record(z.string(), z.number()),
      durationMs: z.number(),
      trainer: z.string(),
      device: z.string(),
      reason: z.string().nullable()
    })
  ),
  luck: z.strictObject({
    n: z.int(),
    failed: z.int(),
    mean: z.number().nullable(),
    sd: z.number().nullable(),
    below: z.int(),
    equal: z.int(),
    above: z.int(),
    standardised: z.number().nullable()
  })
})

const SMALL = ["--set", "policy.populationSize=10", "--set", "policy.sampleSize=3"]
const RUN = ["run", "toy", "--cycles", "12", "--trainers", "2", "--json", ...SMALL]

it("trains on two processes, one of which is killed, and answers with one object", async () => {
  const folder = temporaryFolder()
  const here = { cwd: folder }
  const file = join(folder, "cambrian.db")
  await cambrian([...RUN, ...IN_PROCESSES, ...withDelay(150, 0)], here)
  const working = startCambrian(["reevaluate", "toy", "10", "--seeds", "30", "--json"], here)
  const busy = () =>
    new Set(
      eventsOf(rowsOf(file)).flatMap((event) =>
        event.kind === "IndividualReevaluated" ? [event.trainer] : []
      )
    )
  await until("both trainers have results", () => busy().size === 2)
  const [victim] = [...trainersOf(working.pid).values()]
  process.kill(victim ?? 0, "SIGKILL")
  const ended = await working.ended
  expect(ended.code).toBe(0)
  const { added, luck, results } = answerShape.parse(oneObject(ended))
  expect(new Set(results.map(({ seed }) => seed))).toEqual(new Set(added))
  expect(results).toHaveLength(30)
  expect(luck).toMatchObject({ n: 30, failed: 0 })
  await expectVerified(file)
  const shown = await cambrian(["show", "toy", "10"], here)
  expect(shown.stdout).toMatch(/reevaluated {2}0\.\d{4} ± 0\.\d{4} \(sd\) with 30 other seeds/)
}, 120_000)

it("keeps what was done before Ctrl-C, ends its trainers and with code 130, and says so", async () => {
  const folder = temporaryFolder()
  const here = { cwd: folder }
  const file = join(folder, "cambrian.db")
  await cambrian([...RUN, ...IN_PROCESSES, ...withDelay(150, 0)], here)
  const working = startCambrian(["reevaluate", "toy", "10", "--seeds", "500"], here)
  const resultsIn = () => eventsOf(rowsOf(file)).filter(({ kind }) => kind === "IndividualReevaluated").length
  await until("it has results", () => resultsIn() >= 2)
  const second = await cambrian(["reevaluate", "toy", "10"], here)
  expect(second).toMatchObject({ code: 2, stdout: "" })
  expect(second.stderr).toMatch(/^run \w+ is being driven by another process/)
  await until("it has told how far it is", () => working.stderrSoFar().includes("\n"))
  const trainers = [...trainersOf(working.pid).values()]
  working.interruptGroup()
  const { code, stderr, stdout } = await working.ended
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" })
  expect(stderr).toMatch(/toy, individual 10: \d+\/500 seeds · /)
  expect(stderr.trimEnd().split("\n").at(-1)).toBe(
    "stopped cleanly; the results that there are stay in the log"
  )
  for (const trainer of trainers) await until("its trainers end with it", () => !isAlive(trainer))
  expect(resultsIn()).toBeGreaterThanOrEqual(2)
  await expectVerified(file)
  const resumed = await cambrian(["resume", "toy", "--cycles", "115", "--json"], here)
  expect(resumed.code).toBe(0)
  await expectVerified(file)
}, 120_000)

it("takes seeds that are named or a number of them, not both", async () => {
  const folder = temporaryFolder()
  const both = await cambrian(["reevaluate", "last", "0", "--seeds", "1", "--seed", "2"], { cwd: folder })
  expect(both).toMatchObject({ code: 2, stdout: "" })
  expect(both.stderr).toContain("--seeds draws seeds and --seed names them; give one of the two")
})
