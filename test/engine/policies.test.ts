/**
 * Every policy through the whole engine: the same lineage for 1, 2 and 7 trainers under the deterministic schedule,
 * a log that verifies under either schedule, and, with one trainer, exactly the sequential loop of the papers.
 */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { sequentialRun } from "../../bench/reproduce/sequential-run.ts"
import { resolveConfig } from "../../src/app/config.ts"
import { rulesOf } from "../../src/app/rules.ts"
import { registerRun, startRun } from "../../src/app/runs.ts"
import { lineageHash } from "../../src/domain/lineage-digest.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import type { RunState } from "../../src/domain/run-state.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { verifyRun } from "../../src/replay/verify.ts"
import { spaceConfig } from "../../src/spaces/registry.ts"
import { evaluatorConfig, makeEvaluator } from "../../src/trainers/registry.ts"
import { POLICIES } from "./policies.ts"

const configOf = (policy: unknown, overrides: Readonly<Record<string, unknown>>): Promise<RunConfig> =>
  Effect.runPromise(
    resolveConfig({
      source: "toy",
      set: [`policy=${JSON.stringify(policy)}`, "space.length=40"],
      overrides: { seed: 5, cycles: 250, window: 9, ...overrides }
    })
  )

interface Played {
  readonly state: RunState
  readonly verified: boolean
  readonly message: string
}

const play = (config: RunConfig): Promise<Played> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const log = makeMemoryLog(makeMemoryStore())
      const { entry } = yield* registerRun(log, config, { nameIsChosen: true })
      const state = yield* startRun(log, entry.run, config, { onEvents: () => undefined })
      const { message, ok } = yield* verifyRun({ log, run: entry.run, rulesOf })
      return { state, verified: ok, message }
    })
  )

const sequential = (config: RunConfig): Promise<RunState> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const rules = yield* rulesOf(config)
      const evaluator = yield* makeEvaluator(
        evaluatorConfig.parse(config.evaluator),
        spaceConfig.parse(config.space)
      )
      const evaluate = (genome: unknown, seed: number) =>
        Effect.runSync(evaluator.evaluate({ individual: 0, genome: String(genome), seed }, () => Effect.void))
      return sequentialRun({ config, rules, evaluate })
    })
  )

describe.each(Object.entries(POLICIES))("the policy %s", (_, policy) => {
  it("has one lineage for 1, 2 and 7 trainers, and verifies, seed 5", async () => {
    const delay = { kind: "synthetic", noise: 0.05, delayMs: { median: 0.2, sigma: 1 } }
    const lineages = new Set<string>()
    for (const trainers of [1, 2, 7]) {
      const config = await configOf(policy, { trainers, schedule: "deterministic", evaluator: delay })
      const { message, state, verified } = await play(config)
      expect([verified, message]).toEqual([true, message])
      expect(state.counted).toBe(250)
      lineages.add(lineageHash(state.lineage))
    }
    expect(lineages.size).toBe(1)
  })

  it("verifies under the arrival schedule with 7 trainers, seed 5", async () => {
    const delay = { kind: "synthetic", noise: 0.05, delayMs: { median: 0.2, sigma: 1 } }
    const config = await configOf(policy, { trainers: 7, schedule: "arrival", evaluator: delay })
    const { message, state, verified } = await play(config)
    expect([verified, message]).toEqual([true, message])
    expect(state.status).toBe("finished")
  })

  it("is with one trainer the sequential loop, seed 5", async () => {
    const config = await configOf(policy, { trainers: 1, schedule: "arrival" })
    const { state } = await play(config)
    expect(lineageHash(state.lineage)).toBe(lineageHash((await sequential(config)).lineage))
  })
})
