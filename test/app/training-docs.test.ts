/** What the documents say of training's config is true: every field is named, and every line of settings is accepted. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { resolveConfig } from "../../src/app/config.ts"
import { tfjsConfigSchema } from "../../src/trainers/tfjs/config.ts"

const docs = fileURLToPath(new URL("../../docs/", import.meta.url))
const read = (name: string): string => readFileSync(`${docs}${name}`, "utf8")

const lines = read("training.md")
  .split("\n")
  .filter((line) => line.startsWith("--set "))

it("every field of a training is named in a document", () => {
  const text = readdirSync(docs)
    .filter((name) => name.endsWith(".md"))
    .map(read)
    .join("\n")
  const fields = Object.keys(tfjsConfigSchema.shape).filter((name) => name !== "kind" && name !== "isolation")
  expect(fields.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})

it("the papers' settings are there to be tried", () => {
  expect(lines).toHaveLength(7)
})

it.each(lines)("%s", async (line) => {
  const set = line.slice("--set ".length).split(" --set ")
  const config = await Effect.runPromise(resolveConfig({ source: "mnist", set, overrides: {} }))
  for (const setting of set) {
    const [path = "", value = ""] = setting.split("=")
    const field = path.replace("evaluator.", "")
    expect(String(config.evaluator[field])).toBe(
      String(JSON.parse(/^[a-z]+$/.test(value) && value !== "true" ? `"${value}"` : value))
    )
  }
})
