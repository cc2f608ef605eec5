/** What a lineage and a life say of a change: short enough for a line, and without what is there to be checked only. */
import { expect, it } from "vitest"
import { sayChanges } from "../../src/analysis/say-change.ts"
import { sayChange } from "../../src/analysis/say-relative.ts"

const partnerTournament = { members: [3, 7], fitness: [0.25, 0.5] }
const one = { individual: 9, fitness: null, delta: null }

it("names both parents of a child of two, and not how the second was drawn", () => {
  const change = { fromSecond: 48, partnerTournament }
  expect(sayChange({ ...one, parents: [3, 7], operator: "crossover", change })).toBe(
    "crossover of 3 and 7 fromSecond 48"
  )
  expect(sayChange({ ...one, parents: [3], operator: "flip", change: { bit: 4 } })).toBe("flip bit 4")
})

it("leaves out the decisions of a controller, which the genome shows", () => {
  expect(sayChanges({ decisions: [1, 0, 1], logProbability: -2.5 })).toEqual(["logProbability -2.5"])
})

it("shortens what is long", () => {
  expect(sayChanges({ bits: "01".repeat(50) })).toEqual([`bits ${"01".repeat(30)}…`])
})
