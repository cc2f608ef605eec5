/** Where a config comes from: a preset, or a file that is read with the patience that files of people need. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { resolveConfig } from "../../src/app/config.ts"
import { readPreset } from "../../src/app/presets.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const request = (source: string, set: readonly string[] = []) => resolveConfig({ source, set, overrides: {} })

const refusalOf = (source: string, set: readonly string[] = []): Promise<string> =>
  Effect.runPromise(Effect.map(Effect.flip(request(source, set)), ({ message }) => message))

const fileOf = (text: string): string => {
  const file = join(temporaryFolder(), "mine.json")
  writeFileSync(file, text)
  return file
}

const toy = (): Record<string, unknown> => {
  const { name: _name, ...rest } = readPreset("toy") ?? {}
  return rest
}

it.each([
  ["", "is not JSON"],
  ["{", "is not JSON"],
  ["seed: 1", "is not JSON"],
  ["[1]", "holds no JSON object"],
  ["null", "holds no JSON object"],
  ["7", "holds no JSON object"],
  ['"toy"', "holds no JSON object"],
  ["{}", "config field seed is missing"],
  ['{ "seed": 1 }', "config field cycles is missing"],
  ['{ "__proto__": { "seed": 1 } }', "no config field “__proto__"]
])("a file that holds %j is refused in one line", async (text, said) => {
  const message = await refusalOf(fileOf(text))
  expect(message).toContain(said)
  expect(message).not.toContain("\n")
})

it.each(["./absent.json", "/", "absent/mine.json"])("the file %s is said to be unreadable", async (file) => {
  expect(await refusalOf(file)).toContain(`the config file ${file} cannot be read`)
})

it("a run of a file without a name is called as the file is", async () => {
  const config = await Effect.runPromise(request(fileOf(JSON.stringify(toy()))))
  expect(config.name).toBe("mine")
})

it("--set of another kind keeps the fields that both kinds have, and no other", async () => {
  const set = ["policy.kind=random", "space.length=10"]
  const config = await Effect.runPromise(resolveConfig({ source: "toy", set, overrides: {} }))
  expect(config.policy).toEqual({ kind: "random", populationSize: 100 })
  const late = ["policy.kind=random", "policy.sampleSize=3"]
  expect(await refusalOf("toy", late)).toContain("config field policy.sampleSize: there is no such field")
})

it("a byte order mark before a file's text is no part of it", async () => {
  const config = await Effect.runPromise(request(fileOf(`\uFEFF${JSON.stringify(toy())}`)))
  expect(config.seed).toBe(1)
})

it.each([
  ["name=last", "“last” means the newest run"],
  ["seed=9007199254740992", "below 2^53 (it is 9007199254740992)"],
  ["seed=1e400", "(it is Infinity)"],
  ["policy.kind=ageing", "config field policy.kind: Invalid discriminator value. Expected 'aging'"],
  ["space.cells=2", "config field space.cells: there is no such field in this kind of space"]
])("--set %s is refused with what is wrong, and no more", async (setting, said) => {
  expect(await refusalOf("toy", [setting])).toContain(said)
})
