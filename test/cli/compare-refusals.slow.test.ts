/** Goal: all that `compare` refuses, by the front door, one process each; and what one run an arm gets. */
import { readdirSync } from "node:fs"
import { expect, it } from "vitest"
import { cambrian, temporaryFolder } from "./cambrian-process.ts"
import { expectRefused } from "./refusal.ts"
import { folderWithExperiment } from "./tiny-experiment.ts"

it("wrong use is refused in a sentence, and leaves nothing behind", async () => {
  const folder = folderWithExperiment()
  const before = readdirSync(folder)
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      "compare toy --experiment toy",
      /^compare takes runs that are there, or --experiment NAME, and not both/
    ],
    ["compare a b --seeds 3", /^--seeds, --trainers, --set and --name .* go with --experiment/],
    ["compare --experiment tay", /^there is no experiment “tay”; did you mean “toy”\?/],
    ["compare --experiment tiny.json --set cycles=0", /^cifar10, S=1: config field cycles: .*at least 1/],
    ["compare --experiment tiny.json --html .", /^the page cannot be written to \.: it is a folder/],
    ["compare a b", /^there is no log at cambrian\.db/]
  ]
  for (const [line, sentence] of cases) await expectRefused(folder, { args: line.split(" "), sentence })
  expect(readdirSync(folder)).toEqual(before)
}, 60_000)

it("runs that are not there are refused; two arms of one run each are compared without tests", async () => {
  const folder = temporaryFolder()
  const here = { cwd: folder }
  await cambrian(["run", "toy", "--cycles", "120"], here)
  await cambrian(["run", "toy", "--cycles", "120", "--name", "toy2", "--set", "policy.sampleSize=2"], here)
  const cases: readonly (readonly [string, RegExp])[] = [
    ["compare toy tory", /^there is no run “tory”; did you mean “toy”\?/],
    ["compare tory/*", /^no run has a name like “tory\/\*”; /],
    ["compare toy toy", /^a comparison takes at least two runs, and only “toy” was named/]
  ]
  for (const [line, sentence] of cases) await expectRefused(folder, { args: line.split(" "), sentence })
  const { code, stdout } = await cambrian(["compare", "toy*"], here)
  expect(code).toBe(0)
  expect(stdout).toMatch(/policy\.sampleSize=2 have one run each, so there is no band and no test/)
  expect(stdout).not.toContain("A12")
}, 60_000)
