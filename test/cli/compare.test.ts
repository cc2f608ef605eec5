/** Goal: `compare` from the outside: makes an experiment's runs, goes on where it was stopped, reads, answers, refuses. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { comparisonShape } from "./answers.ts"
import { cambrian, oneObject, startCambrian, untilEvents } from "./cambrian-process.ts"
import { expectRefused } from "./refusal.ts"
import { CYCLES, EXPERIMENT, folderWithExperiment } from "./tiny-experiment.ts"

const compared = async (args: readonly string[], folder: string) => {
  const ended = await cambrian([...args, "--json"], { cwd: folder })
  expect(ended.code, ended.stderr).toBe(0)
  return { ...comparisonShape.parse(oneObject(ended)), said: ended.stderr }
}

it("an experiment is run, compared, reused, and read by the names of its runs", async () => {
  const folder = folderWithExperiment()
  const made = await compared([...EXPERIMENT, "--html", "page.html"], folder)
  expect(made.said).toMatch(/^tiny: 8 runs to do, 1,200 models\n/)
  expect(made).toMatchObject({ name: "tiny", experiment: "tiny", runs: 8, evaluations: 1200, notes: [] })
  const [scenario] = made.scenarios
  expect(scenario).toMatchObject({ label: "cifar10", models: CYCLES, testMeasure: "test", size: "flops" })
  expect(scenario?.arms.map(({ label, runs }) => [label, runs.map(({ name }) => name)])).toEqual([
    ["S=1", [1, 2, 3, 4].map((seed) => `tiny/cifar10/S=1/${seed}`)],
    ["S=10", [1, 2, 3, 4].map((seed) => `tiny/cifar10/S=10/${seed}`)]
  ])
  for (const arm of scenario?.arms ?? []) {
    expect(arm.curve.at(-1)?.mean).toBe(arm.final.validation.mean)
    expect(arm.curve.at(-1)?.testMean).toBe(arm.final.test?.mean)
    const means = arm.curve.map(({ mean }) => mean)
    expect(means).toEqual(means.toSorted((a, b) => a - b))
  }
  expect(scenario?.tests.map(({ a, b, on }) => [a, b, on])).toEqual([
    ["S=1", "S=10", "validation"],
    ["S=1", "S=10", "test"]
  ])

  const page = readFileSync(join(folder, "page.html"), "utf8")
  // Curves, where the runs ended by validation and by test, accuracy against size.
  expect(page.match(/<svg /g)).toHaveLength(4)
  expect(page.match(/<svg [^>]*role="img" aria-labelledby="[^"]+"/g)).toHaveLength(4)
  expect(page).not.toMatch(/https?:|<script|<link|<img|@import|url\((?!#)|NaN|Infinity|undefined/)
  expect(page).toContain("cambrian compare --experiment tiny.json")

  const read = await compared(["compare", "tiny/*"], folder)
  expect(read).toMatchObject({ name: "comparison", experiment: null, said: "" })
  expect(read.scenarios[0]?.arms.map(({ label }) => label)).toEqual([
    "policy.sampleSize=1",
    "policy.sampleSize=10"
  ])
  expect(read.scenarios[0]?.arms.map(({ final }) => final)).toEqual(scenario?.arms.map(({ final }) => final))

  const more = await cambrian([...EXPERIMENT, "--seeds", "5"], { cwd: folder })
  expect(more.stderr).toMatch(/^tiny: 2 runs to do, 300 models; 8 are there already\n/)
  expect(more.code).toBe(0)
  expect(more.stdout).toMatch(/^tiny: 10 runs, 1,500 models\n/)
  expect(more.stdout, "no colours outside a terminal").not.toContain("\u001b")
  expect(more.stdout).toMatch(/S=1 : S=10 +test/)
  for (const line of more.stdout.split("\n").filter((text) => /[│└]/.test(text)))
    expect(line.length).toBeLessThanOrEqual(78)

  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [
      [...EXPERIMENT, "--set", "cycles=200"],
      /^there is already a run “tiny\/cifar10\/S=1\/1”, with another config; .*--name/
    ],
    [["compare", "tiny/cifar10/S=1/1", "tiny/cifar10/S=1/7"], /^there is no run .*; did you mean “tiny/],
    [["compare", "tiny/*/S=1/1"], /^a comparison takes at least two runs, and only “tiny\/cifar10\/S=1\/1”/]
  ]
  for (const [args, sentence] of refusals) await expectRefused(folder, { args, sentence })
}, 60_000)

it("an experiment that is interrupted goes on where it was, to the same end", async () => {
  const folder = folderWithExperiment({
    scenarios: [
      {
        label: "slow",
        set: {
          cycles: 60,
          schedule: "deterministic",
          "policy.populationSize": 20,
          "evaluator.delayMs": { median: 25 }
        }
      }
    ],
    seeds: 2
  })
  const running = startCambrian([...EXPERIMENT, "--json"], { cwd: folder })
  // A run has three events an individual, and forty deaths: here the first is finished, and the second is not.
  expect(await untilEvents(join(folder, "cambrian.db"), 260, running)).toBe(true)
  running.kill("SIGINT")
  const ended = await running.ended
  expect(ended).toMatchObject({ code: 130, stdout: "" })
  expect(ended.stderr).toMatch(
    /stopped cleanly; nothing is lost\. The same command goes on where this one .*\n$/
  )

  const left = await compared(["compare", "tiny/*"], folder)
  const statuses = left.scenarios.flatMap(({ arms }) =>
    arms.flatMap(({ runs }) => runs.map(({ status }) => status))
  )
  expect(statuses).toContain("finished")
  expect(statuses).toContain("stopped")
  expect(left.notes.join("\n")).toMatch(/not finished but stopped: tiny\/slow/)

  const rest = await compared([...EXPERIMENT, "--trainers", "16"], folder)
  expect(rest).toMatchObject({ runs: 4, evaluations: 240 })
  const undisturbed = await compared([...EXPERIMENT, "--trainers", "12", "--db", "other.db"], folder)
  const ends = ({ scenarios }: typeof rest) => scenarios.map(({ arms }) => arms.map(({ final }) => final))
  expect(ends(rest)).toEqual(ends(undisturbed))
}, 60_000)

it("wrong use is refused in a sentence, and leaves nothing behind", async () => {
  const folder = folderWithExperiment()
  const before = readdirSync(folder)
  await expectRefused(folder, {
    args: ["compare"],
    sentence: /^compare takes at least two runs, .*or --experiment NAME/
  })
  await expectRefused(folder, {
    args: [...EXPERIMENT, "--html", "no/page.html"],
    sentence: /^the page cannot be written to no\/page\.html: /
  })
  expect(readdirSync(folder)).toEqual(before)
}, 60_000)
