/** A person's module as an evaluator: plain functions, async or not, and all that they may do wrong. */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { OutsideProblem } from "../../src/domain/outside-problem.ts"
import type { EvaluationProgress } from "../../src/trainers/evaluator.ts"
import { makeModuleEvaluator } from "../../src/trainers/module/evaluator.ts"
import type { UserReport, UserTask } from "../../src/trainers/module/user-evaluator.ts"
import { MODULE_FILE, moduleOutside } from "../fixtures/own-files.ts"
import { evaluate } from "./evaluate.ts"

const config = { kind: "module" as const, module: MODULE_FILE, options: { scale: 2 } }

const make = (evaluator: unknown) => makeModuleEvaluator(config, moduleOutside({ evaluator }))

/** An evaluator whose `evaluate` gives this, or what this gives where it is a function, or throws it where it is an error. */
const giving = (given: unknown) =>
  make(() => ({
    evaluate: () => {
      if (given instanceof Error) throw given
      return typeof given === "function" ? given() : given
    }
  }))

const task = { genome: [1, 2], seed: 9 }

describe("an evaluator module", () => {
  it.each([
    ["a number", 0.5, { fitness: 0.5, measures: {} }],
    ["an object", { fitness: -3 }, { fitness: -3, measures: {} }],
    ["measures", { fitness: 1, measures: { loss: 2 } }, { fitness: 1, measures: { loss: 2 } }],
    ["a promise", Promise.resolve({ fitness: 1 }), { fitness: 1, measures: {} }]
  ])("may give %s", async (_what, given, measurement) => {
    expect(await Effect.runPromise(evaluate(await giving(given), task))).toEqual(measurement)
  })

  it("gets its options, a genome of its own to change, its seed and its number", async () => {
    const seen: unknown[] = []
    const made = await make((options: unknown) => ({
      device: "abacus",
      evaluate: async ({ genome, ...rest }: UserTask<number[]>) => {
        seen.push(options, [...genome], rest)
        genome.length = 0
        return 1
      }
    }))
    await Effect.runPromise(evaluate(made, task))
    expect(seen).toEqual([{ scale: 2 }, [1, 2], { seed: 9, individual: 1 }])
    expect(task.genome).toEqual([1, 2])
    expect(made.device).toBe("abacus")
    expect(made.test).toBeUndefined()
  })

  it("may be made in its own time, and reports progress that makes sense", async () => {
    const made = await make(async () => ({
      evaluate: (_task: unknown, report: UserReport) => {
        report(1, 4, { loss: 0.5, accuracy: Number.NaN })
        report(Number.NaN, 4)
        return 1
      }
    }))
    const seen: EvaluationProgress[] = []
    await Effect.runPromise(
      made.evaluate({ individual: 1, ...task }, (progress) => Effect.sync(() => seen.push(progress)))
    )
    expect(seen).toEqual([{ done: 1, total: 4, figures: { loss: 0.5 } }])
  })

  it.each([
    ["an error", new Error("it does not fit"), "it does not fit"],
    ["a rejection", () => Promise.reject(new Error("it has burst")), "it has burst"],
    ["no number", Number.NaN, "the fitness is no finite number (it is NaN)"],
    ["nothing", undefined, "the fitness is no finite number (it is undefined)"],
    ["a text", { fitness: "high" }, 'the fitness is no finite number (it is "high")'],
    [
      "a measure that is none",
      { fitness: 1, measures: { a: Infinity } },
      "the measure “a” is no finite number (it is Infinity)"
    ],
    ["measures that are none", { fitness: 1, measures: 7 }, "the measures are no object (they are 7)"]
  ])("that gives %s fails this evaluation with the reason", async (_what, given, reason) => {
    const error = await Effect.runPromise(Effect.flip(evaluate(await giving(given), task)))
    expect(error).toMatchObject({ _tag: "EvaluationError", reason })
  })

  it.each([
    ["exports none", undefined, "exports no function “evaluator”"],
    ["exports no function", { evaluate: () => 1 }, "exports no function “evaluator”"],
    ["gives nothing", () => undefined, "the evaluator has no function “evaluate”"],
    ["gives no function", () => ({ evaluate: 1 }), "the evaluator has no function “evaluate”"],
    [
      "throws",
      () => {
        throw new Error("no data")
      },
      "“evaluator” threw: no data"
    ]
  ])("that %s is refused with its file", async (_what, evaluator, said) => {
    const refused = await make(evaluator).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(OutsideProblem)
    expect(String(refused)).toContain(MODULE_FILE)
    expect(String(refused)).toContain(said)
  })
})
