/** The registry of evaluators: each fits its own space, and a misfit is refused in words before anything runs. */

import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { spaceConfig } from "../../src/spaces/registry.ts"
import { EvaluatorUnavailable } from "../../src/trainers/evaluator-unavailable.ts"
import {
  compatible,
  evaluatorConfig,
  isolationOf,
  makeEvaluator,
  testsAtTheEnd
} from "../../src/trainers/registry.ts"

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
      "the evaluator table measures genomes of the space table, nas-bench-101, nas-bench-201, or nas-bench-macro, not bits: use it with one of these, or the space bits with the evaluator synthetic"
    )
    const training = evaluatorConfig.parse({ kind: "tfjs" })
    expect(compatible(training, spaceConfig.parse({ kind: "nasnet" }))).toBeUndefined()
    expect(compatible(training, spaceConfig.parse({ kind: "dna" }))).toBeUndefined()
    expect(compatible(training, bits)).toMatch(
      /^the evaluator tfjs measures genomes of the space nasnet, dna, .*, not bits: use it with one of these, or the space bits with the evaluator synthetic$/
    )
  })

  it("says which fields a table needs with which space", () => {
    const own = spaceConfig.parse({ kind: "table", file: "hpo.csv", genes: ["alpha", "width"] })
    const misfit = (fields: Readonly<Record<string, unknown>>, space = own) =>
      compatible(evaluatorConfig.parse({ kind: "table", ...fields }), space)
    expect(misfit({ values: ["s0"], report: ["test"], goal: "minimise" })).toBeUndefined()
    expect(misfit({})).toMatch(/^config field evaluator.values is missing: with the space table/)
    expect(misfit({ values: ["s0"], dataset: "cifar10" })).toMatch(/^config field evaluator.dataset: /)
    expect(misfit({ values: ["alpha"] })).toMatch(/^config field evaluator.values: “alpha” is a gene/)
    expect(misfit({ values: ["s0"], report: ["value"] })).toBeUndefined()
    expect(misfit({ values: ["s0"], report: ["value"], goal: "minimise" })).toMatch(
      /^config field evaluator.report/
    )
    expect(misfit({}, cells)).toMatch(/^config field evaluator.dataset is missing: .*cifar10, cifar100/)
    for (const fields of [{ values: ["s0"] }, { report: ["test"] }, { goal: "maximise" }]) {
      const [field = ""] = Object.keys(fields)
      expect(misfit({ dataset: "cifar10", ...fields }, cells)).toContain(`config field evaluator.${field}: `)
    }
  })

  it("lets a module measure the genomes of any space, and tells it of a space that is one", () => {
    const module = evaluatorConfig.parse({ kind: "module", module: "./mine.ts" })
    const own = spaceConfig.parse({ kind: "module", module: "./mine.ts" })
    for (const space of [bits, cells, own]) expect(compatible(module, space)).toBeUndefined()
    expect(compatible(synthetic, own)).toBe(
      "the evaluator synthetic measures genomes of the space bits, not module: use it with bits, or the space module with the evaluator module or command"
    )
    expect(isolationOf(module)).toBe("process")
  })

  it("lets a program measure the genomes of any space, in a process of its own", () => {
    const program = evaluatorConfig.parse({ kind: "command", command: ["python3", "train.py"] })
    for (const kind of ["bits", "nasnet", "dna"])
      expect(compatible(program, spaceConfig.parse({ kind }))).toBeUndefined()
    expect(isolationOf(program)).toBe("process")
    expect(testsAtTheEnd(program)).toBe(false)
    expect(testsAtTheEnd({ ...program, test: true } as typeof program)).toBe(true)
  })

  it("runs lookups inline unless told otherwise", () => {
    expect(isolationOf(synthetic)).toBe("inline")
    expect(isolationOf(table)).toBe("inline")
    expect(isolationOf(evaluatorConfig.parse({ kind: "synthetic", isolation: "process" }))).toBe("process")
  })

  it.each([
    { kind: "table", dataset: "mnist" },
    { kind: "table", values: [] },
    { kind: "table", values: ["s0", "s0"] },
    { kind: "table", goal: "minimize" },
    { kind: "module" },
    { kind: "command" },
    { kind: "command", command: "python3 train.py" },
    { kind: "tabel", dataset: "cifar10" },
    {}
  ])("refuses %j", (config) => {
    expect(evaluatorConfig.safeParse(config).success).toBe(false)
  })
})
