/** The registry of spaces: a config gives its space, and a wrong one is refused. */
import { describe, expect, it } from "vitest"
import { makeSpace, spaceConfig } from "../../src/spaces/registry.ts"

describe("the registry of spaces", () => {
  it.each([
    { kind: "bits" },
    { kind: "bits", length: 7 },
    { kind: "nas-bench-101" },
    { kind: "nas-bench-201" },
    { kind: "nas-bench-macro" },
    { kind: "nasnet" },
    { kind: "dna" }
  ])("makes the space of %j", (config) => {
    expect(makeSpace(spaceConfig.parse(config)).kind).toBe(config.kind)
  })

  it.each([
    { kind: "table", file: "/somewhere/hpo.csv", genes: ["alpha"] },
    { kind: "module", module: "/somewhere/mine.ts" }
  ])("makes no space of %j without what it names", (config) => {
    expect(() => makeSpace(spaceConfig.parse(config))).toThrow(/^\/somewhere\/\S+ cannot be read here/)
  })

  it.each([{ kind: "bit" }, {}, { kind: "nas-bench-201", length: 6 }, null])("refuses %j", (config) => {
    expect(spaceConfig.safeParse(config).success).toBe(false)
  })
})
