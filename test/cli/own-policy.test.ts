/** A policy of one's own, through the front door: the very file of the docs, run, verified, changed, and in the wrong. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { makeUserPolicy } from "../../src/domain/policies/user-policy.ts"
import { toySpace } from "../fixtures/toy-space.ts"
import { temporaryFolder } from "./cambrian-process.ts"
import { folderWith, summaryOf, verdictOf } from "./own-runs.ts"
import { expectRefused } from "./refusal.ts"
import { twoAtATime } from "./two-at-a-time.ts"

const MODULE = "elitist-aging.ts"
const CONFIG = "elitist-aging.json"

// Types are left out at run time, so that the copy need not find what it imports them from.
const folderWithPolicy = (): string => folderWith(MODULE, CONFIG)

it("a policy in a module gives one lineage for 1, 2 and 7 trainers, spares the best, and verifies", async () => {
  const folder = folderWithPolicy()
  const summaries = await twoAtATime(["1", "2", "7"], (trainers) =>
    summaryOf(
      [
        "run",
        CONFIG,
        "--schedule",
        "deterministic",
        "--cycles",
        "200",
        "--trainers",
        trainers,
        "--db",
        `${trainers}.db`
      ],
      folder
    )
  )
  expect(new Set(summaries.map(({ lineageHash }) => lineageHash)).size).toBe(1)
  const db = ["--db", join(folder, "7.db")]
  expect(await verdictOf(["verify", "last", ...db], temporaryFolder())).toMatchObject({
    code: 0,
    ok: true,
    decisions: { births: 200, deaths: 150 }
  })
  writeFileSync(join(folder, MODULE), `${readFileSync(join(folder, MODULE), "utf8")}// changed\n`)
  await expectRefused(folder, {
    args: ["resume", "last", "--cycles", "210", ...db],
    sentence: /elitist-aging\.ts has changed: .*put the old content back/
  })
  expect(await verdictOf(["verify", "last", ...db], folder)).toMatchObject({ code: 1, ok: false })
}, 60_000)

it("a module that exports no policy is refused before anything is written", async () => {
  const folder = folderWithPolicy()
  writeFileSync(join(folder, MODULE), "export const policies = 3\n")
  await expectRefused(folder, {
    args: ["run", CONFIG],
    sentence: /elitist-aging\.ts exports no function “policy”/
  })
})

it.each([
  ["nothing at all", () => undefined, "must give { select, reproduce }"],
  ["half of it", () => ({ select: () => ({ kind: "nobody" }) }), "must give { select, reproduce }"],
  [
    "a survival that is no function",
    () => ({ select: () => 0, reproduce: () => 0, afterJoining: 3 }),
    "must give"
  ],
  [
    "an error",
    () => {
      throw new Error("no such option")
    },
    "“policy” threw: no such option"
  ]
])("a policy that gives %s is refused in a sentence with its file", (_, policy, said) => {
  const given = { populationSize: 3, options: {}, space: toySpace }
  expect(() => makeUserPolicy("mine.ts", policy, given)).toThrow(`mine.ts: `)
  expect(() => makeUserPolicy("mine.ts", policy, given)).toThrow(said)
})
