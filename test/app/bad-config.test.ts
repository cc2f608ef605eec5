/** A config that is wrong in any one field is refused with a sentence that names the field; nothing else happens. */
import { Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"
import { BadInput } from "../../src/app/bad-input.ts"
import { checkConfig, resolveConfig } from "../../src/app/config.ts"
import { ANY_FIELD, pathsOf } from "../../src/app/config-paths.ts"
import { configSchema } from "../../src/app/config-schema.ts"
import { presetNames, readPreset } from "../../src/app/presets.ts"
import { configWith, WRONG_FIELDS, wrongConfigs } from "./wrong-fields.ts"

const refusalOf = (config: unknown): Promise<string> =>
  Effect.runPromise(Effect.flip(checkConfig(config)).pipe(Effect.map(({ message }) => message)))

const settingRefusal = (...set: readonly string[]): Promise<string> =>
  Effect.runPromise(
    Effect.flip(resolveConfig({ source: "toy", set, overrides: {} })).pipe(
      Effect.map(({ message }) => message)
    )
  )

describe("each field of a config", () => {
  it("has wrong values here, so that none goes unchecked", () => {
    const paths = pathsOf(configSchema).filter((path) => !path.endsWith(ANY_FIELD))
    expect(Object.keys(WRONG_FIELDS).sort()).toEqual([...paths].sort())
  })

  it.each(wrongConfigs())("$path = $value is refused by name", async ({ path, value }) => {
    const message = await refusalOf(configWith(path, value))
    expect(message).toContain(path)
    expect(message).not.toContain("\n")
  })

  it.each(presetNames())("is right in the preset %s", async (name) => {
    const exit = await Effect.runPromiseExit(checkConfig(readPreset(name)))
    expect(Exit.isSuccess(exit)).toBe(true)
  })

  it.each(["name", "seed", "cycles", "space", "policy", "evaluator"])(
    "%s cannot be left out",
    async (field) => {
      const { [field]: _left, ...rest } = readPreset("toy") ?? {}
      expect(await refusalOf(rest)).toContain(field)
    }
  )
})

describe("what no field can say alone", () => {
  it.each([
    [["policy.replacement=false", "policy.sampleSize=101"], /sampleSize.*without replacement.*101.*P = 100/],
    [["schedule=deterministic", "window=100"], /window.*\(100\).*P = 100/],
    [['evaluator={"kind":"table","dataset":"cifar10"}'], /evaluator table .*nas-bench-201.*, not bits/],
    [['space={"kind":"nasnet"}'], /evaluator synthetic .*bits, not nasnet/],
    [["limits.leaseMs=1000", "limits.heartbeatMs=1000"], /heartbeatMs.*1000.*leaseMs.*1000/],
    [["policy.kind=large-scale", "policy.initialSize=101"], /policy\.initialSize: .* 101 .*P = 100/],
    [["policy.kind=reinforce", "policy.clip=0.1"], /policy\.clip: only the controller lstm/],
    [
      ["space.kind=nasnet", "evaluator.kind=tfjs", "evaluator.secondsMax=9", "schedule=deterministic"],
      /evaluator\.secondsMax: a training that the clock ends .*set evaluator\.stepsMax instead/
    ],
    [
      ["space.kind=nasnet", "evaluator.kind=tfjs", "evaluator.learningRateDecay=step"],
      /evaluator\.learningRateMilestones: .*needs the epochs after which it falls, such as \[20,30\]/
    ],
    [["space.kind=dna", "evaluator.kind=tfjs", "policy.kind=reinforce"], /genomes of the space dna are none/],
    [
      ["space.kind=dna", "evaluator.kind=tfjs", "policy.crossoverProbability=0.5"],
      /the space dna cannot mix two genomes; leave policy\.crossoverProbability out/
    ]
  ])("%j is refused", async (set, sentence) => {
    expect(await settingRefusal(...set)).toMatch(sentence)
  })

  it("a window as large as the population is no matter under the arrival schedule", async () => {
    const config = resolveConfig({ source: "toy", set: ["window=100"], overrides: {} })
    expect(await Effect.runPromise(config)).toMatchObject({ window: 100, schedule: "arrival" })
  })
})

describe("an unknown path", () => {
  it.each([
    ["polcy.sampleSize=3", "polcy.sampleSize", "policy.sampleSize"],
    ["policy.sampelSize=3", "policy.sampelSize", "policy.sampleSize"],
    ["sampleSize=3", "sampleSize", "policy.sampleSize"],
    ["cycle=3", "cycle", "cycles"],
    ["evaluator.delayMs.medain=3", "evaluator.delayMs.medain", "evaluator.delayMs.median"],
    ["limits.lease=3", "limits.lease", "limits.leaseMs"]
  ])("%s is refused, and the nearest that exists is named", async (setting, typed, nearest) => {
    expect(await settingRefusal(setting)).toBe(
      `there is no config field “${typed}”; did you mean “${nearest}”?`
    )
  })

  it.each(["nonsense", "=3", ""])("“%s” is no setting at all", async (setting) => {
    expect(await settingRefusal(setting)).toContain("--set takes path=value")
  })
})

it("BadInput is the only way to fail", async () => {
  for (const value of [null, 7, "text", [], [[]], {}, { __proto__: null }, { constructor: 1 }]) {
    expect(await Effect.runPromise(Effect.flip(checkConfig(value)))).toBeInstanceOf(BadInput)
  }
})
