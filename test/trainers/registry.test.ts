/** The registry of evaluators: each fits its own space, and a misfit is refused in words before anything runs. */

import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { spaceConfig } from "../../src/spaces/registry.ts"
import { EvaluatorUnavailable } from "../../src/trainers/evaluator-unavailable.ts"
import { compatible, evaluatorConfig, isolationOf, makeEvaluator } from "../../src/trainers/registry.ts"

const bits = spaceConfig.parse({ kind: "bits" })
const cells = spaceConfig.parse({ kind: "nas-bench-201" })
const synthetic = evaluatorConfig.parse({ kind: "synthetic" })
const table = evaluatorConfig.parse({ kind: "table", dataset: "cifar100" })
const cifar10 = evaluatorConfig.parse({ kind: "table", dataset: "cifar10" })

describe("the registry of evaluators", () => {
  it.effect("makes an evaluator for the space that it measures", () =>
    Effect.gen(function* () {
      expect((yield* makeEvaluator(synthetic, bits)).device).toBe("inline")
      expect((yield* makeEvaluator(table, cells)).device).toBe("inline")
    })
  )

  it.effect("refuses the others with the sentence of `compatible`", () =>
    Effect.gen(function* () {
      for (const [evaluator, space] of [
        [synthetic, cells],
        [table, bits],
        [table, spaceConfig.parse({ kind: "nas-bench-macro" })]
      ] as const) {
        const error = yield* Effect.flip(makeEvaluator(evaluator, space))
        expect(error).toBeInstanceOf(EvaluatorUnavailable)
        expect(error.reason).toBe(compatible(evaluator, space))
      }
    })
  )

  it("says what fits instead", () => {
    expect(compatible(synthetic, bits)).toBeUndefined()
    expect(compatible(table, cells)).toBeUndefined()
    expect(compatible(synthetic, cells)).toBe(
      "the evaluator synthetic measures genomes of the space bits, not nas-bench-201: use it with bits, or the space nas-bench-201 with the evaluator table or tfjs"
    )
  })

  it.each(["nas-bench-101", "nas-bench-201", "nas-bench-macro"])("looks up %s", (kind) => {
    expect(compatible(cifar10, spaceConfig.parse({ kind }))).toBeUndefined()
  })

  it("says on what a benchmark was recorded, and of which there are tables", () => {
    expect(compatible(table, spaceConfig.parse({ kind: "nas-bench-101" }))).toBe(
      "config field evaluator.dataset: nas-bench-101 has no recorded results on cifar100; set it to cifar10"
    )
    expect(compatible(table, bits)).toBe(
      "the evaluator table measures genomes of the space nas-bench-101 or nas-bench-201 or nas-bench-macro, not bits: use it with nas-bench-101 or nas-bench-201 or nas-bench-macro, or the space bits with the evaluator synthetic"
    )
  })

  it("runs lookups inline unless told otherwise", () => {
    expect(isolationOf(synthetic)).toBe("inline")
    expect(isolationOf(table)).toBe("inline")
    expect(isolationOf(evaluatorConfig.parse({ kind: "synthetic", isolation: "process" }))).toBe("process")
  })

  it.each([
    { kind: "table" },
    { kind: "table", dataset: "mnist" },
    { kind: "tabel", dataset: "cifar10" },
    {}
  ])("refuses %j", (config) => {
    expect(evaluatorConfig.safeParse(config).success).toBe(false)
  })
})
