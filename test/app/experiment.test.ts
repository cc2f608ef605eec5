/** Goal: experiments are what they say. Method: every shipped one is planned, and wrong ones are refused in a sentence. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type Experiment, experimentNames, readExperiment } from "../../src/app/experiment.ts"
import { planExperiment } from "../../src/app/experiment-plan.ts"
import { contentHash } from "../../src/domain/canonical-json.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const OPTIONS = { name: "head", seeds: undefined, trainers: undefined, set: [] }

const read = (name: string): Promise<Experiment> => Effect.runPromise(readExperiment(name))
const plan = (experiment: Experiment, options: Partial<Parameters<typeof planExperiment>[1]> = {}) =>
  Effect.runPromise(planExperiment(experiment, { ...OPTIONS, ...options }))
const refusal = (effect: Effect.Effect<unknown, { readonly message: string }>): Promise<string> =>
  Effect.runPromise(Effect.map(Effect.flip(effect), ({ message }) => message))

it("an arm of another kind keeps of the base what its kind has as well, as --set does", async () => {
  const arms = [
    { label: "aging", set: { "policy.sampleSize": 7 } },
    { label: "random", set: { "policy.kind": "random" } }
  ]
  const experiment = { ...(await read("toy")), base: { preset: "toy" }, seeds: 1, arms }
  const policies = (await plan(experiment)).map(({ config }) => config.policy)
  expect(policies).toContainEqual(expect.objectContaining({ kind: "aging", sampleSize: 7 }))
  expect(policies).toContainEqual({ kind: "random", populationSize: 100 })
})

describe("a shipped experiment", () => {
  it.each(experimentNames())("%s is called by its name, and compares", async (name) => {
    const experiment = await read(name)
    expect(experiment.name).toBe(name)
    expect(experiment.arms.length).toBeGreaterThan(1)
  })

  it.each(experimentNames())("%s can be run as it stands", async (name) => {
    const experiment = await read(name)
    const { arms } = experiment
    const runs = await plan(experiment)
    expect(runs).toHaveLength(experiment.scenarios.length * arms.length * experiment.seeds)
    expect(new Set(runs.map(({ config }) => config.name)).size).toBe(runs.length)
    const different = new Set(
      runs.map(({ config: { name: _name, seed: _seed, ...rest } }) => contentHash(rest))
    )
    expect(different.size).toBe(experiment.scenarios.length * arms.length)
  })
})

const OWN: Experiment = {
  name: "own",
  about: "Two sample sizes.",
  seeds: 3,
  base: { preset: "toy" },
  scenarios: [
    { label: "short", set: { "space.length": 20 } },
    { label: "long", set: { "space.length": 50 } }
  ],
  arms: [
    { label: "S=2", set: { "policy.sampleSize": 2 } },
    { label: "S=4", set: { "policy.sampleSize": 4 } }
  ]
}

describe("a plan", () => {
  it("goes seed by seed through all scenarios and arms", async () => {
    const runs = await plan(OWN)
    expect(runs.map(({ config }) => config.name).slice(0, 5)).toEqual([
      "head/short/S=2/1",
      "head/short/S=4/1",
      "head/long/S=2/1",
      "head/long/S=4/1",
      "head/short/S=2/2"
    ])
    expect(runs[6]).toMatchObject({
      scenario: "long",
      arm: "S=2",
      config: { seed: 2, space: { length: 50 }, policy: { sampleSize: 2, populationSize: 100 } }
    })
  })

  it("takes seeds, trainers and settings for all of its runs", async () => {
    const runs = await plan(OWN, { seeds: 1, trainers: 7, set: ["cycles=300", "space.length=30"] })
    expect(runs).toHaveLength(4)
    for (const { config } of runs)
      expect(config).toMatchObject({ trainers: 7, cycles: 300, space: { length: 30 } })
  })

  it("can stand on a config of its own", async () => {
    const [first] = await plan(OWN)
    const { name: _name, seed: _seed, ...base } = first!.config
    const own = { ...OWN, base: JSON.parse(JSON.stringify(base)) }
    expect((await plan(own))[0]?.config).toEqual(first!.config)
  })
})

describe("what cannot be an experiment is refused", () => {
  it("an unknown one, with the nearest", async () => {
    expect(await refusal(readExperiment("nas-bench-21"))).toMatch(
      /^there is no experiment “nas-bench-21”; did you mean “nas-bench-201”\? The experiments are .*toy/
    )
    expect(await refusal(readExperiment("../toy"))).toMatch(/^there is no experiment/)
  })

  const fileOf = (value: unknown): string => {
    const file = join(temporaryFolder(), "own.json")
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value))
    return file
  }

  it.each([
    ["{", "is not JSON"],
    ["[]", "is not valid"],
    [{ ...OWN, arms: [] }, "arms"],
    [{ ...OWN, arms: [OWN.arms[0], OWN.arms[0]] }, "arms: two of them have the same label"],
    [{ ...OWN, arms: [{ label: "a/b", set: {} }] }, "arms.0.label: a label is a word or words, without “/”"],
    [
      { ...OWN, arms: [{ label: "a", set: { seed: 3 } }] },
      "arms.0.set: an experiment gives its runs their names"
    ],
    [{ ...OWN, seeds: 0 }, "seeds"],
    [{ ...OWN, name: "my own" }, "name: the name of an experiment"],
    [{ ...OWN, sedds: 1 }, "sedds"]
  ])("a file that holds %j", async (value, said) => {
    const message = await refusal(readExperiment(fileOf(value)))
    expect(message).toMatch(/^the experiment .*own\.json /)
    expect(message).toContain(said)
  })

  it("one whose configs cannot be, by scenario and arm", async () => {
    const wrong = { ...OWN, arms: [...OWN.arms, { label: "S=0", set: { "policy.sampleSize": 0 } }] }
    expect(await refusal(planExperiment(wrong, OPTIONS))).toMatch(
      /^short, S=0: config field policy\.sampleSize: .*at least 1/
    )
    expect(await refusal(planExperiment(OWN, { ...OPTIONS, set: ["policy.sampelSize=3"] }))).toMatch(
      /^short, S=2: .*did you mean “policy\.sampleSize”/
    )
    expect(await refusal(planExperiment(OWN, { ...OPTIONS, set: ["seed=7"] }))).toMatch(
      /^--set seed=7 would be overwritten: .*--seeds$/
    )
    expect(await refusal(planExperiment(OWN, { ...OPTIONS, name: "n".repeat(90) }))).toMatch(
      /config field name: a name has at most 100 characters/
    )
    expect(await refusal(planExperiment(OWN, { ...OPTIONS, seeds: 0 }))).toMatch(/^--seeds .* not 0$/)
    expect(await refusal(planExperiment({ ...OWN, base: { preset: "tay" } }, OPTIONS))).toMatch(
      /did you mean “toy”/
    )
  })
})
