/**
 * More than a thousand cases of everything networks are made of: outputs and gradients of every backend that this
 * machine has, against double-precision references, finite differences of them, and the pure-JavaScript backend.
 */
import { beforeAll, describe, expect, it } from "vitest"
import type { BackendName } from "../../../src/trainers/tfjs/backends/backend.ts"
import { BACKENDS } from "../../../src/trainers/tfjs/backends/registry.ts"
import type { Answers } from "./gradient-sweep/answers.ts"
import { askBackend } from "./gradient-sweep/ask-backend.ts"
import { GROUPS, sweepCases } from "./gradient-sweep/cases.ts"
import { complaints } from "./gradient-sweep/judge.ts"
import { isOutOfReach } from "./gradient-sweep/out-of-reach.ts"

const EFFORT = { places: 8, directions: 2 }
/** A graphics card that is emulated compiles its programs for minutes. */
const ANSWER_MS = 300_000

let oracle: Answers
beforeAll(async () => {
  oracle = await askBackend("cpu")
}, ANSWER_MS)

it("is many hundreds of cases, each with a name of its own", () => {
  const names = sweepCases().map(({ operation }) => operation)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(1100)
})

for (const { name, obstacle } of Object.values(BACKENDS)) {
  const reason = obstacle()
  const title = reason === undefined ? `on ${name}` : `on ${name}: skipped, since ${reason}`
  describe.skipIf(reason !== undefined)(title, () => sweep(name))
}

function sweep(name: BackendName): void {
  let answers: Answers
  beforeAll(async () => {
    answers = name === "cpu" ? oracle : await askBackend(name)
  }, ANSWER_MS)
  for (const [group, make] of Object.entries(GROUPS)) {
    it(`${group} are right`, () => {
      const wrong = make().flatMap((gradientCase) => {
        const { operation } = gradientCase
        const found = answers.get(operation)!
        if (found.refusal !== undefined && isOutOfReach(name, operation)) return []
        return complaints(gradientCase, found, EFFORT, oracle.get(operation)).map(
          (complaint) => `${operation}: ${complaint}`
        )
      })
      expect(wrong).toEqual([])
    })
  }
}
